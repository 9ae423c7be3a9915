package org.wirg.file;

import org.wirg.field.MonotoneCubic;
import org.wirg.field.Transform;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A transform as a tree of JSON, every digit of its numbers kept, and the way back. */
public final class TransformJson {
  private TransformJson() {}

  /** The tree of a transform. */
  public static ObjectNode of(Transform transform) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("kind", transform.kind());
    switch (transform) {
      case Transform.None none -> {}
      case Transform.Log log -> tree.put("offset", log.offset());
      case Transform.Asinh asinh -> tree.put("scale", asinh.scale());
      case Transform.Standardise s ->
          tree.put("mean", s.mean()).put("standard_deviation", s.deviation());
      case Transform.Rank rank -> {
        tree.set("phi", ModelTree.numbers(rank.map().x()));
        tree.set("value", ModelTree.numbers(rank.map().y()));
      }
    }
    return tree;
  }

  /** The transform in a tree that a stranger may have written. */
  static Transform read(JsonCursor cursor) {
    if (!cursor.node().isObject()) {
      throw cursor.rejected("an object", cursor.found());
    }
    return switch (cursor.at("kind").text()) {
      case "log" -> new Transform.Log(cursor.object("kind", "offset").at("offset").number());
      case "asinh" -> new Transform.Asinh(cursor.object("kind", "scale").at("scale").positive());
      case "standardise" -> {
        cursor.object("kind", "mean", "standard_deviation");
        yield new Transform.Standardise(
            cursor.at("mean").number(), cursor.at("standard_deviation").positive());
      }
      case "rank" -> rank(cursor.object("kind", "phi", "value"));
      default ->
          throw cursor.at("kind").rejected("log, asinh, standardise or rank", cursor.found());
    };
  }

  private static Transform rank(JsonCursor cursor) {
    int count = cursor.at("phi").elements(MonotoneCubic.MOST).size();
    double[] x = cursor.at("phi").numbers(count, "rising numbers");
    double[] y = cursor.at("value").numbers(count, "one for every phi");
    try {
      return new Transform.Rank(new MonotoneCubic(x, y));
    } catch (IllegalArgumentException e) {
      throw cursor.rejected("a rising function", String.valueOf(e.getMessage()));
    }
  }
}
