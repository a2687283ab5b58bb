package dev.switchboard;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which room may know which, checked in two ways.
 *
 * <p>Bytecode does not show an import whose only use is a constant, because the compiler copies
 * constants; import lines do not show a name that is written out in full. Together both are caught.
 *
 * @param base the package of which the rooms are the direct sub-packages
 * @param mayImport for each room, the rooms it may know; itself always
 */
record RoomRules(String base, Map<String, Set<String>> mayImport) {

  /** The forbidden imports in one source file, as {@code from → to}. */
  Set<String> wrongImports(String source) {
    Set<String> wrong = new TreeSet<>();
    Optional<String> room = first("^package " + Pattern.quote(base) + "\\.(\\w+)[\\w.]*;", source);
    if (room.isEmpty()) {
      return wrong;
    }
    Matcher imports =
        Pattern.compile(
                "^import (?:static )?" + Pattern.quote(base) + "\\.(\\w+)\\.", Pattern.MULTILINE)
            .matcher(source);
    while (imports.find()) {
      check(room.get(), imports.group(1), wrong);
    }
    return wrong;
  }

  /** The forbidden dependencies in bytecode, as {@code from → to (example)}. */
  Set<String> wrongDependencies(JavaClasses classes) {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass from : classes) {
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        Optional<String> room = room(from);
        Optional<String> target = room(dependency.getTargetClass().getBaseComponentType());
        if (room.isPresent() && target.isPresent()) {
          check(room.get(), target.get(), wrong);
        }
      }
    }
    return wrong;
  }

  /** Rooms that can reach themselves over others. */
  List<String> cycles() {
    return mayImport.keySet().stream()
        .filter(room -> mayImport.get(room).stream().anyMatch(next -> reaches(next, room)))
        .sorted()
        .toList();
  }

  private boolean reaches(String from, String to) {
    Set<String> seen = new TreeSet<>(Set.of(from));
    while (seen.addAll(
        seen.stream().flatMap(room -> mayImport.getOrDefault(room, Set.of()).stream()).toList())) {}
    return seen.contains(to);
  }

  private void check(String from, String to, Set<String> wrong) {
    if (!from.equals(to) && !mayImport.getOrDefault(from, Set.of()).contains(to)) {
      wrong.add(from + " → " + to);
    }
  }

  private Optional<String> room(JavaClass type) {
    return first("^" + Pattern.quote(base) + "\\.(\\w+)(?:\\.|$)", type.getPackageName());
  }

  private static Optional<String> first(String regex, String text) {
    Matcher matcher = Pattern.compile(regex, Pattern.MULTILINE).matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
