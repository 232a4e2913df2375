//! What can be found: each piece of content as a document of the search index.

use crate::app::App;
use crate::content::{Content, Course, Guide, Lesson, Package, Service, markdown};
use crate::jobs::bulletins;
use crate::search::Document;

/// Fills the search index from the content; it is small and made anew at every start.
///
/// # Errors
/// What the search refuses.
pub(crate) async fn index(app: &App) -> Result<(), String> {
    let documents = all(app, &app.published());
    app.search.replace_all(documents).await.map_err(|error| error.to_string())
}

/// Everything of a content that can be found now.
pub(crate) fn all(app: &App, content: &Content) -> Vec<Document> {
    let mut documents: Vec<Document> =
        content.services.iter().map(|service| of_service(app, service)).collect();
    documents.extend(content.guides.iter().map(of_guide));
    documents.extend(content.courses.iter().map(|course| of_course(app, course)));
    documents.extend(content.lessons.iter().map(|lesson| of_lesson(app, content, lesson)));
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
        ..Document::default()
    }
}

fn of_guide(guide: &Guide) -> Document {
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
        ..Document::default()
    }
}

fn of_course(app: &App, course: &Course) -> Document {
    let words = [markdown::plain(&course.markdown), course.outcomes.join("\n")];
    Document {
        id: format!("course:{}", course.slug),
        kind: "course".to_owned(),
        site: "youth".to_owned(),
        title: course.title.clone(),
        body: words.join("\n"),
        summary: course.summary.clone(),
        url: format!("/youth/courses/{}", course.slug),
        agency: app.agency_name(&course.responsible, "zh-CN"),
        line: course.line.to_string(),
        stages: course.stages.iter().map(ToString::to_string).collect(),
        tags: vec![course.title_en.clone()],
        ..Document::default()
    }
}

/// A lesson is for whom its course is for.
fn of_lesson(app: &App, content: &Content, lesson: &Lesson) -> Document {
    let course = content.course(&lesson.course).map(|course| of_course(app, course));
    Document {
        id: format!("lesson:{}", lesson.slug),
        kind: "lesson".to_owned(),
        title: lesson.title.clone(),
        body: markdown::plain(&lesson.markdown),
        summary: lesson.summary.clone(),
        url: format!("/youth/courses/{}/lessons/{}", lesson.course, lesson.slug),
        tags: vec![lesson.title_en.clone()],
        ..course.unwrap_or_default()
    }
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
        ..Document::default()
    }
}
