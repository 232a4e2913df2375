//! What can be found: each piece of content as a document of the search index. Nothing else becomes one:
//! no order, no contact, nothing of a class.

use super::bulletins;
use super::lay::{self, Lay};
use crate::app::App;
use crate::content::{Content, Course, Guide, Lesson, Package, Question, Service, markdown};
use crate::domain::course::Stage;
use crate::domain::cue;
use crate::search::Document;

/// Everything that can be found now.
pub fn all(app: &App) -> Vec<Document> {
    let content = &*app.published();
    let mut documents: Vec<Document> =
        content.services.iter().map(|service| of_service(app, service)).collect();
    documents.extend(content.guides.iter().map(|guide| of_guide(app, guide)));
    documents.extend(content.questions.iter().map(|question| of_question(app, question)));
    documents.extend(content.courses.iter().map(|course| of_course(app, course)));
    for lesson in &content.lessons {
        documents.extend(of_lesson(app, content, lesson));
    }
    let out = content.bulletins_out(app.clock.now());
    documents.extend(out.map(|bulletin| bulletins::document(app, bulletin)));
    documents.extend(content.packages.iter().map(|package| of_package(app, package)));
    documents
}

fn of_service(app: &App, service: &Service) -> Document {
    Document {
        id: format!("service:{}", service.slug),
        kind: "service".to_owned(),
        site: "enterprise".to_owned(),
        title: service.title.clone(),
        body: markdown::plain(&service.markdown),
        summary: service.summary.clone(),
        url: format!("/enterprise/services/{}", service.slug),
        agency: app.agency_name(&service.agency, "zh-CN"),
        matters: service.category.clone(),
        tags: vec![service.title_en.clone()],
        lay: Lay::of_house().piece(&format!("service:{}", service.slug)),
        field: lay::of_matters(&app.rules(), &service.category),
        ..Document::default()
    }
}

fn of_guide(app: &App, guide: &Guide) -> Document {
    Document {
        id: format!("guide:{}", guide.slug),
        kind: "guide".to_owned(),
        site: "enterprise".to_owned(),
        title: guide.title.clone(),
        body: markdown::plain(&guide.markdown),
        summary: guide.summary.clone(),
        url: format!("/enterprise/guides/{}", guide.slug),
        matters: guide.matters.clone(),
        tags: vec![guide.title_en.clone()],
        lay: Lay::of_house().piece(&format!("guide:{}", guide.slug)),
        field: lay::of_matters(&app.rules(), &guide.matters),
        ..Document::default()
    }
}

/// A question is found by its other wordings, too. Of the words of its matters it bears none: it answers
/// this one thing, where a guide is about the whole of them.
fn of_question(app: &App, question: &Question) -> Document {
    let agency = question.agencies.first().map(|slug| app.agency_name(slug, "zh-CN"));
    let known = Lay::of_house().piece(&format!("question:{}", question.slug));
    Document {
        id: format!("question:{}", question.slug),
        kind: "question".to_owned(),
        site: "enterprise".to_owned(),
        title: question.title.clone(),
        body: markdown::plain(&question.markdown),
        summary: question.summary.clone(),
        url: format!("/enterprise/questions/{}", question.slug),
        agency: agency.unwrap_or_default(),
        matters: question.matters.clone(),
        tags: vec![question.title_en.clone()],
        lay: [question.asked.clone(), known].concat(),
        ..Document::default()
    }
}

fn of_course(app: &App, course: &Course) -> Document {
    let body = [
        markdown::plain(&course.markdown),
        course.outcomes.join("\n"),
        course.questions.join("\n"),
    ];
    let about = course.topics.first().map(|topic| Lay::of_house().topic(topic.as_str()));
    Document {
        id: format!("course:{}", course.slug),
        kind: "course".to_owned(),
        site: "youth".to_owned(),
        title: course.title.clone(),
        body: body.join("\n"),
        summary: course.summary.clone(),
        url: format!("/youth/courses/{}", course.slug),
        agency: app.agency_name(&course.responsible, "zh-CN"),
        line: course.line.to_string(),
        stages: course.stages.iter().map(ToString::to_string).collect(),
        tags: vec![course.title_en.clone()],
        lay: [
            Lay::of_house().piece(&format!("course:{}", course.slug)),
            about.unwrap_or_default(),
            Lay::of_house().line(course.line.as_str()),
            of_stages(&course.stages),
        ]
        .concat(),
        ..Document::default()
    }
}

/// A lesson is for whom its course is for. What is said in its film can be found, sentence by sentence,
/// unless the film is for classes only.
fn of_lesson(app: &App, content: &Content, lesson: &Lesson) -> Vec<Document> {
    let course = content.course(&lesson.course).map(|course| of_course(app, course));
    let course = course.unwrap_or_default();
    let url = format!("/youth/courses/{}/lessons/{}", lesson.course, lesson.slug);
    let document = Document {
        id: format!("lesson:{}", lesson.slug),
        kind: "lesson".to_owned(),
        title: lesson.title.clone(),
        body: markdown::plain(&lesson.markdown),
        summary: lesson.summary.clone(),
        url: url.clone(),
        tags: vec![lesson.title_en.clone()],
        lay: Lay::of_house().piece(&format!("lesson:{}", lesson.slug)),
        field: course.lay.clone(),
        ..course
    };
    let film = app.film_of(lesson).filter(|_| !lesson.class_only);
    let said = film.iter().flat_map(|film| film.captions.first());
    let cues: Vec<cue::Cue> = said.flat_map(|captions| cue::parse(&captions.text)).collect();
    let sentence = |(at, cue): (usize, cue::Cue)| Document {
        id: format!("cue:{}:{at}", lesson.slug),
        kind: "cue".to_owned(),
        body: cue.text,
        summary: String::new(),
        // The player goes to where the hash says.
        url: format!("{url}#t={}", (cue.from * 10.0).floor() / 10.0),
        tags: Vec::new(),
        lay: Vec::new(),
        field: Vec::new(),
        ..document.clone()
    };
    let cues: Vec<Document> = cues.into_iter().enumerate().map(sentence).collect();
    std::iter::once(document).chain(cues).collect()
}

fn of_package(app: &App, package: &Package) -> Document {
    Document {
        id: format!("package:{}", package.slug),
        kind: "package".to_owned(),
        site: "youth".to_owned(),
        title: package.title.clone(),
        body: markdown::plain(&package.markdown),
        summary: package.summary.clone(),
        url: format!("/youth/packages/{}", package.slug),
        agency: app.agency_name(&package.responsible, "zh-CN"),
        stages: package.stages.iter().map(ToString::to_string).collect(),
        tags: vec![package.title_en.clone()],
        lay: [
            Lay::of_house().piece(&format!("package:{}", package.slug)),
            of_stages(&package.stages),
        ]
        .concat(),
        ..Document::default()
    }
}

fn of_stages(stages: &[Stage]) -> Vec<String> {
    stages.iter().flat_map(|stage| Lay::of_house().stage(stage.as_str())).collect()
}
