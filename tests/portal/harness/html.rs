//! Enough of HTML to read our own pages back: forms, hidden fields, links, texts.

/// The value of an attribute of a start tag, unescaped.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    rest.split('"').next().map(unescape)
}

/// The start tags of that name, in order, without their `>`.
pub fn tags<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!("<{name}");
    let starts = html
        .match_indices(&opening)
        .filter(|(at, _)| html[at + opening.len()..].starts_with([' ', '>', '\n']));
    starts.filter_map(|(at, _)| html[at..].split('>').next()).collect()
}

/// The form that posts to `action`, from its start tag to its end tag.
pub fn form<'a>(html: &'a str, action: &str) -> Option<&'a str> {
    html.match_indices("<form").map(|(at, _)| &html[at..]).find_map(|rest| {
        let tag = rest.split('>').next()?;
        let here = attribute(tag, "action").is_some_and(|to| to == action);
        here.then(|| rest.split("</form>").next()).flatten()
    })
}

/// Name and value of the hidden fields of a form, or of a whole page.
pub fn hidden(html: &str) -> Vec<(String, String)> {
    let inputs = tags(html, "input").into_iter();
    let hidden = inputs.filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"));
    hidden.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect()
}

/// What stands between a start tag and its end tag, tags and all; the first of that name.
pub fn inside<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let tag = *tags(html, name).first()?;
    let from = tag.as_ptr() as usize - html.as_ptr() as usize + tag.len() + 1;
    html[from..].split(&format!("</{name}>")).next()
}

/// Every `href` of the page.
pub fn links(html: &str) -> Vec<String> {
    tags(html, "a").into_iter().filter_map(|tag| attribute(tag, "href")).collect()
}

/// The text of a page without its tags, blanks folded.
pub fn text(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split('<') {
        let shown = piece.split_once('>').map_or(piece, |(_, text)| text);
        out.push(' ');
        out.push_str(shown);
    }
    unescape(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The entities that our templates write.
pub fn unescape(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
    ];
    let mut out = text.to_owned();
    for (entity, plain) in pairs {
        out = out.replace(entity, plain);
    }
    out.replace("&amp;", "&")
}

#[test]
fn a_form_is_read_back() {
    let page = r#"<form action="/a?b&amp;c" method="post"><input type="hidden" name="v" value="1 &lt; 2"></form>
        <form action="/d"><input type="text" name="x" value="y"><input type="hidden" name="csrf" value="T"></form>"#;
    assert_eq!(hidden(form(page, "/a?b&c").unwrap()), [("v".to_owned(), "1 < 2".to_owned())]);
    assert_eq!(hidden(form(page, "/d").unwrap()), [("csrf".to_owned(), "T".to_owned())]);
    assert!(form(page, "/e").is_none());
    assert_eq!(inside("<p><title>A</title>", "title"), Some("A"));
    assert_eq!(text("<p>a <b>b</b>&amp;</p>"), "a b &");
}
