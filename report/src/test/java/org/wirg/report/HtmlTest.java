package org.wirg.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HtmlTest {
  @Test
  void wordsAndAttributesAreEscaped() {
    Html html = new Html();
    html.open("p", "title", "\"><script>").words("a < b & c > d").close();
    assertThat(html.document())
        .isEqualTo(
            "<!DOCTYPE html>\n<p title=\"&quot;&gt;&lt;script&gt;\">a &lt; b &amp; c &gt; d</p>\n");
  }

  @Test
  void attributesWithoutANameAreLeftOut() {
    assertThat(new Html().element("b", "x", "", "gone", "id", "i").document())
        .contains("<b id=\"i\">x</b>");
  }

  @Test
  void whatIsOpenMustBeClosed() {
    Html html = new Html().open("p").open("img", "alt", "").open("b");
    assertThatThrownBy(html::document)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[b, p]");
  }

  @Test
  void scriptsMustNotEndThemselves() {
    assertThatThrownBy(() -> new Html().raw("script", "var a = '</SCRIPT>'"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
