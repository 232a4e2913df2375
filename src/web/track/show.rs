//! `/track/{code}`: one order, as its asker sees it.

use actix_web::{HttpResponse, HttpResponseBuilder, web};

use super::page::{self, Refused};
use crate::db::{orders, second_matters};
use crate::error::Error;
use crate::web::act::{self, Loaded};
use crate::web::page::Site;
use crate::web::visit::Visit;

/// `GET /track/{code}`
pub async fn show(visit: Visit, code: web::Path<String>) -> Result<HttpResponse, Error> {
    match load(&visit, &code).await? {
        Reader::Asker(loaded) => {
            render(&visit, HttpResponse::Ok(), &loaded, Refused::default()).await
        }
        Reader::Elsewhere(answer) => Ok(answer),
    }
}

/// Who reads the page: whoever asked, or somebody who belongs to another page.
pub enum Reader {
    Asker(Box<Loaded>),
    Elsewhere(HttpResponse),
}

/// The order for its asker. Who has not shown the key is asked for it; who works here has the
/// desk's page.
///
/// # Errors
/// The database's.
pub async fn load(visit: &Visit, code: &str) -> Result<Reader, Error> {
    match act::load(visit, code).await {
        Ok(loaded) if loaded.view.internal => {
            let desk = format!("/desk/orders/{}", loaded.order.code);
            Ok(Reader::Elsewhere(visit.redirect(&desk).finish()))
        }
        // A school's order is followed line by line, where its teachers find all of them.
        Ok(loaded)
            if loaded.actor.school.is_some() && loaded.actor.school == loaded.order.school =>
        {
            let own = format!("/youth/orders/{}", loaded.order.code);
            Ok(Reader::Elsewhere(visit.redirect(&own).finish()))
        }
        Ok(loaded) => Ok(Reader::Asker(Box::new(loaded))),
        Err(Error::NotFound) => {
            let door = format!("/track?code={}", urlencoding::encode(code));
            Ok(Reader::Elsewhere(visit.redirect(&door).finish()))
        }
        Err(other) => Err(other),
    }
}

/// The page, with a form that was refused where there was one.
///
/// # Errors
/// When the contact can't be opened or the template fails; the database's.
pub async fn render(
    visit: &Visit,
    status: HttpResponseBuilder,
    loaded: &Loaded,
    refused: Refused,
) -> Result<HttpResponse, Error> {
    let state = visit.text(&format!("order.now.{}", loaded.order.state), &[]);
    let title = format!("{state} · {}", loaded.order.code);
    let id = loaded.order.id.clone();
    let sisters = visit.app.db.read(move |c| {
        let ids = second_matters::sisters(c, &id)?;
        ids.iter().map(|id| orders::find(c, id)).collect::<Result<Vec<_>, _>>()
    });
    let page = page::page(visit, loaded, refused, &sisters.await?)?;
    visit.page_with(status, Site::Enterprise, "track/order.html", &title, &page)
}
