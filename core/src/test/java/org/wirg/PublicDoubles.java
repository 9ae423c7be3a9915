package org.wirg;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wirg.energy.Potential;

/** The public methods and constructors that take numbers which may not be finite. */
final class PublicDoubles {
  private PublicDoubles() {}

  /** All of the library, sorted by what {@link #name} says. */
  static List<Executable> all() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.wirg");
    return classes.stream()
        .filter(c -> !c.getPackageName().startsWith("org.wirg.internal"))
        .map(JavaClass::reflect)
        .filter(PublicDoubles::isPublic)
        .flatMap(
            c ->
                Stream.concat(
                    Stream.of(c.getDeclaredConstructors()), Stream.of(c.getDeclaredMethods())))
        .filter(e -> Modifier.isPublic(e.getModifiers()) && !e.isSynthetic())
        .filter(e -> Arrays.stream(e.getParameterTypes()).anyMatch(PublicDoubles::isNumbers))
        .sorted((a, b) -> name(a).compareTo(name(b)))
        .toList();
  }

  private static boolean isPublic(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
  }

  static boolean isNumbers(Class<?> type) {
    return type == double.class || type == double[].class || type == double[][].class;
  }

  /** For example {@code energy.SiteLaw.quantile(u)}. */
  static String name(Executable e) {
    String type = e.getDeclaringClass().getName().replace("org.wirg.", "").replace('$', '.');
    String parameters =
        Arrays.stream(e.getParameters()).map(Parameter::getName).collect(Collectors.joining(","));
    return type + (e instanceof Constructor ? "" : "." + e.getName()) + "(" + parameters + ")";
  }

  /** What a call leaves behind: numbers, in an order that is always the same. */
  record Left(@Nullable Throwable thrown, List<Double> numbers) {
    boolean visible() {
      return numbers.stream().anyMatch(x -> !Double.isFinite(x));
    }
  }

  /**
   * Calls.
   *
   * @param parameter an array that does not count as something left unless the call changes it, or
   *     leaves nothing else
   */
  static Left call(
      Executable e, @Nullable Object receiver, @Nullable Object[] arguments, int parameter)
      throws ReflectiveOperationException {
    List<Double> before = new ArrayList<>();
    collect(parameter < 0 ? null : arguments[parameter], before, 0);
    Object result;
    try {
      result =
          e instanceof Constructor<?> constructor
              ? constructor.newInstance(arguments)
              : ((Method) e).invoke(receiver, arguments);
    } catch (InvocationTargetException thrown) {
      return new Left(thrown.getCause(), List.of());
    }
    List<Double> numbers = new ArrayList<>();
    collect(result, numbers, 0);
    boolean other =
        result != null || Arrays.stream(e.getParameterTypes()).filter(Class::isArray).count() > 1;
    for (int i = 0; i < arguments.length; i++) {
      List<Double> after = new ArrayList<>();
      if (e.getParameterTypes()[i].isArray()) {
        collect(arguments[i], after, 0);
      }
      if (i != parameter || !other || !after.equals(before)) {
        numbers.addAll(after);
      }
    }
    return new Left(null, numbers);
  }

  /**
   * Numbers in a value: its own, those of its elements, or what its methods without argument say.
   */
  private static void collect(@Nullable Object value, List<Double> numbers, int depth)
      throws ReflectiveOperationException {
    if (value instanceof Double number) {
      numbers.add(number);
    } else if (value instanceof String text) {
      numbers.add(text.matches(".*(NaN|Infinity|inf).*") ? Double.NaN : text.hashCode());
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        collect(element, numbers, depth + 1);
      }
    } else if (value != null && value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        collect(Array.get(value, i), numbers, depth + 1);
      }
    } else if (value instanceof Record && depth < 4) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        collect(component.getAccessor().invoke(value), numbers, depth + 1);
      }
    } else if (value instanceof Potential.Bound bound) {
      double[] energy = new double[Plausible.LANES];
      double[] gradient = new double[Plausible.VALUES];
      bound.add(
          Plausible.values(), Plausible.LANES, new double[Plausible.VALUES], gradient, energy);
      collect(gradient, numbers, depth);
      collect(energy, numbers, depth);
    } else if (value != null && value.getClass().getName().startsWith("org.wirg") && depth < 2) {
      for (Method m : value.getClass().getMethods()) {
        boolean plain = m.getParameterCount() == 0 && isNumbers(m.getReturnType());
        if (plain && !Modifier.isStatic(m.getModifiers())) {
          collect(m.invoke(value), numbers, depth + 1);
        }
      }
    }
  }
}
