//! How a document is laid out in the embedded index.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::search::document::Document;
use crate::search::text::{Word, folded, pairs, words_for_index};

/// Goes up when the fields or the cutting change; the index is then made anew.
pub const VERSION: u32 = 2;

/// The fields of the index.
#[derive(Debug, Clone)]
pub struct Fields {
    pub schema: Schema,
    pub id: Field,
    pub title: Field,
    pub tags: Field,
    pub summary: Field,
    pub body: Field,
    /// Neighbouring characters of all of the above.
    pub pairs: Field,
    /// The whole document, to answer from.
    pub source: Field,
    filters: [Field; 6],
}

impl Fields {
    pub fn new() -> Self {
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING);
        let title = schema.add_text_field("title", cut_by("words"));
        let tags = schema.add_text_field("tags", cut_by("words"));
        let summary = schema.add_text_field("summary", cut_by("words"));
        let body = schema.add_text_field("body", cut_by("words"));
        let pairs = schema.add_text_field("pairs", cut_by("pairs"));
        let source = schema.add_text_field("source", STORED);
        let filters = ["site", "kind", "line", "stages", "agency", "matters"]
            .map(|name| schema.add_text_field(name, STRING | FAST));
        Self { schema: schema.build(), id, title, tags, summary, body, pairs, source, filters }
    }

    /// The field that a filter of a query looks at.
    pub fn filter(&self, name: &str) -> Option<Field> {
        self.schema.get_field(name).ok().filter(|field| self.filters.contains(field))
    }

    /// The document as rows of the index.
    pub fn lay_out(&self, document: &Document) -> Result<TantivyDocument, serde_json::Error> {
        let [site, kind, line, stages, agency, matters] = self.filters;
        let mut row = TantivyDocument::new();
        let d = document;
        row.add_text(self.id, &d.id);
        for (field, text) in
            [(self.title, &d.title), (self.summary, &d.summary), (self.body, &d.body)]
        {
            row.add_text(field, text);
            row.add_text(self.pairs, text);
        }
        for tag in d.tags.iter().chain([&d.agency]) {
            row.add_text(self.tags, tag);
            row.add_text(self.pairs, tag);
        }
        let single = [(site, &d.site), (kind, &d.kind), (line, &d.line), (agency, &d.agency)];
        for (field, value) in single {
            row.add_text(field, value);
        }
        for (field, values) in [(stages, &d.stages), (matters, &d.matters)] {
            values.iter().for_each(|value| row.add_text(field, value));
        }
        row.add_text(self.source, serde_json::to_string(d)?);
        Ok(row)
    }
}

/// The two ways of cutting, by the names that the schema uses.
pub fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register("words", TextAnalyzer::from(Cut(words_for_index)));
    manager.register("pairs", TextAnalyzer::from(Cut(pairs)));
    manager
}

fn cut_by(tokenizer: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(IndexRecordOption::WithFreqs);
    TextOptions::default().set_indexing_options(indexing)
}

/// Folds a text and cuts it.
#[derive(Clone)]
struct Cut(fn(&str) -> Vec<Word>);

struct Words {
    left: std::vec::IntoIter<Word>,
    token: Token,
}

impl Tokenizer for Cut {
    type TokenStream<'a> = Words;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words {
        Words { left: (self.0)(&folded(text)).into_iter(), token: Token::default() }
    }
}

impl TokenStream for Words {
    fn advance(&mut self) -> bool {
        let Some(word) = self.left.next() else { return false };
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = word.start;
        self.token.offset_to = word.end;
        self.token.text = word.text;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
