package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sources of the bench, which no build but its own compiles, still fit the gateway. */
class BenchSourcesTest {
  private static final Path HOME = Path.of(System.getProperty("basedir", "."));

  /** JMH, as far as the sources use it: it is on the class path of the bench alone. */
  private static final List<Stub> JMH =
      List.of(
          new Stub("annotations", "@interface", "Benchmark", "{}"),
          new Stub("annotations", "@interface", "BenchmarkMode", "{ Mode[] value(); }"),
          new Stub(
              "annotations",
              "@interface",
              "Fork",
              "{ int value(); String[] jvmArgsAppend() default {}; }"),
          new Stub("annotations", "@interface", "Measurement", "{ int iterations(); int time(); }"),
          new Stub("annotations", "enum", "Mode", "{ AverageTime, SampleTime, Throughput }"),
          new Stub(
              "annotations",
              "@interface",
              "OutputTimeUnit",
              "{ java.util.concurrent.TimeUnit value(); }"),
          new Stub("annotations", "@interface", "Param", "{ String[] value(); }"),
          new Stub("annotations", "enum", "Scope", "{ Benchmark, Group, Thread }"),
          new Stub("annotations", "@interface", "Setup", "{}"),
          new Stub("annotations", "@interface", "State", "{ Scope value(); }"),
          new Stub("annotations", "@interface", "TearDown", "{}"),
          new Stub("annotations", "@interface", "Warmup", "{ int iterations(); int time(); }"),
          new Stub("infra", "class", "Blackhole", "{ public void consume(Object object) {} }"));

  @TempDir Path folder;

  @Test
  void compileAgainstTheGateway() throws IOException {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      List<JavaFileObject> sources = new ArrayList<>();
      files.getJavaFileObjectsFromPaths(sources()).forEach(sources::add);
      sources.addAll(JMH);
      List<String> options =
          List.of(
              "-d",
              folder.toString(),
              "-proc:none",
              "-nowarn",
              // Types are all that is asked for; no class is written.
              "-XDshould-stop.ifNoError=FLOW",
              "-cp",
              System.getProperty("java.class.path"));
      boolean done = javac.getTask(complaints, files, null, options, null, sources).call();
      assertThat(done).as("compiles: %s", complaints).isTrue();
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> all = Files.walk(HOME.resolve("bench/src"))) {
      List<Path> sources = all.filter(path -> path.toString().endsWith(".java")).toList();
      assertThat(sources).isNotEmpty();
      return sources;
    }
  }

  /** A type that is written here. */
  private static final class Stub extends SimpleJavaFileObject {
    private final String source;

    Stub(String room, String kind, String name, String body) {
      super(
          URI.create("string:///org/openjdk/jmh/" + room + "/" + name + Kind.SOURCE.extension),
          Kind.SOURCE);
      source = "package org.openjdk.jmh." + room + "; public " + kind + " " + name + " " + body;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreErrors) {
      return source;
    }
  }
}
