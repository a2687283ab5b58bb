package dev.switchboard.traps;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/** All classes of the project anew, some of them from a folder that goes before the others. */
final class MutatedClasses extends URLClassLoader {
  private static final String OURS = "dev.switchboard.";
  private static final String HERE = OURS + "traps.";

  MutatedClasses(Path first, List<Path> others) throws MalformedURLException {
    super(urls(first, others), MutatedClasses.class.getClassLoader());
  }

  private static URL[] urls(Path first, List<Path> others) throws MalformedURLException {
    URL[] urls = new URL[others.size() + 1];
    urls[0] = first.toUri().toURL();
    for (int i = 0; i < others.size(); i++) {
      urls[i + 1] = others.get(i).toUri().toURL();
    }
    return urls;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS) || name.startsWith(HERE)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  public void close() throws IOException {
    // Threads of the test may still load a class on their way out.
  }
}
