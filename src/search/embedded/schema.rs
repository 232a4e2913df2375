//! How a document is laid out in the embedded index.

use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::search::document::{Document, FACETS};
use crate::search::text::{Word, folded, pairs, words_for_index};

/// Goes up when the fields or the cutting change; the index is then made anew.
pub const VERSION: u32 = 3;

/// The fields of the index.
#[derive(Debug, Clone)]
pub struct Fields {
    pub schema: Schema,
    pub id: Field,
    /// What it is called: title, tags, agency.
    pub name: Field,
    /// What it says, and what people say of it: summary, body, lay words.
    pub text: Field,
    /// Neighbouring characters of all of the above.
    pub pairs: Field,
    /// The whole document, to answer from.
    pub source: Field,
    /// What the document was, to compare with the database.
    pub digest: Field,
    filters: [Field; FACETS.len()],
}

impl Fields {
    pub fn new() -> Self {
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let name = schema.add_text_field("name", cut_by("words"));
        let text = schema.add_text_field("text", cut_by("words"));
        let pairs = schema.add_text_field("pairs", cut_by("pairs"));
        let source = schema.add_text_field("source", STORED);
        let digest = schema.add_text_field("digest", STORED);
        let filters = FACETS.map(|name| schema.add_text_field(name, STRING | FAST));
        Self { schema: schema.build(), id, name, text, pairs, source, digest, filters }
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
        for text in d.tags.iter().chain([&d.title, &d.agency]) {
            row.add_text(self.name, text);
            row.add_text(self.pairs, text);
        }
        for text in d.lay.iter().chain(&d.field).chain([&d.summary, &d.body]) {
            row.add_text(self.text, text);
            row.add_text(self.pairs, text);
        }
        let single = [(site, &d.site), (kind, &d.kind), (line, &d.line), (agency, &d.agency)];
        for (field, value) in single {
            row.add_text(field, value);
        }
        for (field, values) in [(stages, &d.stages), (matters, &d.matters)] {
            values.iter().for_each(|value| row.add_text(field, value));
        }
        row.add_text(self.digest, d.digest());
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
