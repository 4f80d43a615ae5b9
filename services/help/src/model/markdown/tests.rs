use super::*;

fn html(text: &str) -> String {
    document(text).html.into_string()
}

/// Invariant: whatever a text holds of HTML or of dangerous addresses, nothing of it is on the page.
#[test]
fn no_html_passes() {
    for (text, shown) in [
        ("<script>alert(1)</script>", ""),
        ("a <b onclick=\"x\">gras</b> & c", "<p>a gras &amp; c</p>"),
        ("<img src=x onerror=alert(1)>", ""),
        ("[a](javascript:alert(1))", "<p>a</p>"),
        (
            "[a](https://exemple.fr/?\"><b>)",
            "<p><a href=\"https://exemple.fr/?&quot;&gt;&lt;b&gt;\">a</a></p>",
        ),
        ("![a](https://exemple.fr/x.png)", "<p></p>"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
        ("# <i>T</i>", ""),
    ] {
        assert_eq!(html(text), shown, "{text}");
    }
}

/// Invariant: headings go from `h2` down, each with an anchor of its own; the first is the page's.
#[test]
fn headings_have_their_anchors() {
    let read = document("# Guide **A**\n\n## L'élève\n\n### Détail\n\n## L'élève\n\n#### Fin\n");
    let parts: Vec<_> = read
        .parts
        .iter()
        .map(|part| (part.depth, part.anchor.as_str(), part.title.as_str()))
        .collect();
    assert_eq!(
        parts,
        [
            (0, "", "Guide A"),
            (1, "l-eleve", "L'élève"),
            (2, "detail", "Détail"),
            (1, "l-eleve-bis", "L'élève"),
            (2, "fin", "Fin"),
        ]
    );
    let html = read.html.into_string();
    assert!(
        html.starts_with("<h2 id=\"l-eleve\">L'élève</h2><h3 id=\"detail\">"),
        "{html}"
    );
    assert!(!html.contains("<h1") && !html.contains("<h4"), "{html}");
}

/// Invariant: a heading says of which pages it speaks, and only by its mark.
#[test]
fn marks_name_pages() {
    let read = document(
        "# A\n<!-- aide : /a -->\n\n## B\n\n<!-- aide : /b /c/d -->\n\nTexte.\n\n## C\n\n<!-- autre : /e -->\n",
    );
    let pages: Vec<_> = read.parts.iter().map(|part| part.pages.join(" ")).collect();
    assert_eq!(pages, ["/a", "/b /c/d", ""]);
    assert!(!read.html.into_string().contains("aide"));
}

/// Invariant: lists, tables and code are whole; spaces do not break before French marks, and what is
/// typed for a machine stays as it is.
#[test]
fn blocks_are_whole() {
    assert_eq!(
        html("1. a\n2. **b** : c\n\n   ![x](images/connexion.png)\n")
            .matches("<li>")
            .count(),
        2
    );
    assert_eq!(
        html("- a\n  - b\n"),
        "<ul><li>a<ul><li>b</li></ul></li></ul>"
    );
    assert_eq!(
        html("| a | b |\n|---|---|\n| c | d |\n"),
        "<table><thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead><tbody>\
         <tr><td>c</td><td>d</td></tr></tbody></table>"
    );
    assert_eq!(
        html("« a » : b ?"),
        "<p>«\u{a0}a\u{a0}»\u{a0}: b\u{a0}?</p>"
    );
    assert_eq!(html("```\na : b\n```"), "<pre><code>a : b\n</code></pre>");
    let picture = html("![La page « A »](images/connexion.png)");
    assert!(
        picture.contains(" alt=\"La page «\u{a0}A\u{a0}»\" width=\"1280\" height=\""),
        "{picture}"
    );
    assert_eq!(inline("a **b**").into_string(), "a <strong>b</strong>");
}

/// Invariant: each sentence is found under its heading, once, without markup.
#[test]
fn sentences_stand_under_their_heading() {
    let read = document(
        "# A\n\nUn. Deux ? Trois\nquatre.\n\n## B\n\n- **Cinq** : six\n- sept\n\n| x | y |\n|---|---|\n| huit | neuf |\n",
    );
    assert_eq!(
        read.parts[0].sentences,
        ["Un.", "Deux\u{a0}?", "Trois quatre."]
    );
    assert_eq!(
        read.parts[1].sentences,
        ["Cinq\u{a0}: six", "sept", "huit\u{a0}: neuf"]
    );
}
