package dev.switchboard.store;

import java.nio.file.Path;

/** The databases on which the same tests run. */
enum Backend {
  SQLITE {
    @Override
    StoreConfig fresh(Path folder) {
      return StoreConfig.sqlite(folder);
    }
  },
  POSTGRESQL {
    @Override
    StoreConfig fresh(Path folder) {
      return new StoreConfig(folder, PostgresServer.shared().newSchema());
    }
  };

  /** An empty database. */
  abstract StoreConfig fresh(Path folder);
}
