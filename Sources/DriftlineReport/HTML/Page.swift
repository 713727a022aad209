/// A page that needs nothing but itself: no script, no font, no image.
package struct Page {
  /// The title of the window.
  let title: String
  /// What the page holds.
  let body: [Markup]
  /// Style of its own, after the style of all pages.
  let ownStyle: Markup?

  /// A page of this title.
  package init(title: String, body: [Markup], ownStyle: Markup? = nil) {
    self.title = title
    self.body = body
    self.ownStyle = ownStyle
  }

  /// The document.
  package var text: String {
    let head: [Markup] =
      [
        .element("meta", [("charset", "utf-8")], nil),
        .element(
          "meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")], nil),
        // Nothing may be fetched, whatever names of columns say.
        .element(
          "meta",
          [
            ("http-equiv", "Content-Security-Policy"),
            ("content", "default-src 'none'; style-src 'unsafe-inline'"),
          ], nil),
        .element("title", [], [Markup(title)]), Page.style,
      ] + (ownStyle.map { [$0] } ?? [])
    return Markup.document(
      .element(
        "html", [("lang", "en")],
        [
          .element("head", [], head),
          .element("body", [], [.element("main", [], body)]),
        ]))
  }

  /// The head of the page.
  ///
  /// - Parameters:
  ///   - tone: its colour; `nil` for none.
  ///   - kicker: what kind of report it is.
  ///   - headline: the one thing to know.
  ///   - lines: what else there is to say of it.
  /// - Returns: its markup.
  package static func header(
    _ tone: PageTone?, kicker: String, headline: [Markup], lines: [Markup]
  ) -> Markup {
    .element(
      "header", [("class", tone?.rawValue)],
      [
        .element("p", class: "kicker", [Markup(kicker)]), .element("h1", [], headline),
      ] + lines.map { .element("p", [], [$0]) })
  }

  /// Facts with their names.
  package static func facts(_ facts: [(name: String, value: Markup)]) -> Markup {
    .element(
      "dl", class: "facts",
      facts.map { fact in
        .element(
          "div", [],
          [.element("dt", [], [Markup(fact.name)]), .element("dd", [], [fact.value])])
      })
  }

  /// A part of the page.
  package static func section(_ title: String, _ content: [Markup]) -> Markup {
    .element("section", [], [.element("h2", [], [Markup(title)])] + content)
  }

  /// Lines of notes; nothing where there are none.
  package static func notes(_ lines: [String]) -> [Markup] {
    if lines.isEmpty { return [] }
    return [
      .element("ul", class: "notes", lines.map { .element("li", [], [Markup($0)]) })
    ]
  }

  /// A chart with its heading.
  package static func card(_ heading: [Markup], _ content: [Markup]) -> Markup {
    .element("article", class: "card", [.element("h3", [], heading)] + content)
  }

  /// Cards beside each other, as many as fit.
  package static func cards(_ cards: [Markup]) -> Markup {
    .element("div", class: "cards", cards)
  }

  /// Which colour is which side.
  package static func legend(_ entries: [(style: String, text: String)]) -> Markup {
    .element(
      "p", class: "legend",
      entries.map { entry in
        .element(
          "span", [], [.element("i", class: entry.style, []), Markup(entry.text)])
      })
  }
}
