//! `/desk/agencies`: an agency is added, changed or moved in the tree by a form, without a developer.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use serde::Serialize;

use super::agencies_form;
use crate::db::DbError;
use crate::db::agencies::{self, AgencyData};
use crate::domain::agency::{Agency, House, Level, Tree};
use crate::domain::deadline::local_day;
use crate::error::{Error, FieldError};
use crate::web::form::Form;
use crate::web::page::Site;
use crate::web::visit::Visit;
use crate::web::words::{self, FieldText};

#[derive(Serialize)]
struct Row {
    slug: String,
    name: String,
    house: &'static str,
    parent: String,
    phone: String,
    /// `now`, `later` or `over`.
    stands: &'static str,
    edited: bool,
}

#[derive(Serialize)]
struct ListPage {
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

#[derive(Serialize)]
struct FormPage {
    /// Empty for a new one.
    slug: String,
    revision: i64,
    houses: Vec<Choice>,
    parents: Vec<Choice>,
    levels: Vec<Choice>,
    districts: Vec<Choice>,
    families: Vec<Choice>,
    values: BTreeMap<String, String>,
    errors: Vec<FieldText>,
    wrong: BTreeMap<String, String>,
    history: Vec<Placed>,
}

/// Where it stood from a day on.
#[derive(Serialize)]
struct Placed {
    from: String,
    parent: String,
}

/// `GET /desk/agencies`
pub async fn list(visit: Visit) -> Result<HttpResponse, Error> {
    let found = visit.app.db.read(agencies::all).await?;
    let edited: Vec<String> =
        found.into_iter().filter(|row| row.edited).map(|row| row.slug).collect();
    let today = local_day(visit.now);
    let all = visit.app.agencies();
    let tree = Tree::of(&all).map_err(Error::internal)?;
    let lang = visit.lang.tag();
    let mut rows: Vec<Row> = all
        .iter()
        .map(|agency| Row {
            name: visit.app.agency_name(&agency.slug, lang),
            house: agency.house.word(),
            parent: tree
                .parent(&agency.slug, today)
                .map(|up| visit.app.agency_name(up, lang))
                .unwrap_or_default(),
            phone: agency.phone.clone().unwrap_or_default(),
            stands: match () {
                () if today < agency.valid_from => "later",
                () if agency.valid_to.is_some_and(|end| end <= today) => "over",
                () => "now",
            },
            edited: edited.contains(&agency.slug),
            slug: agency.slug.clone(),
        })
        .collect();
    rows.sort_by_key(|row| House::ALL.iter().position(|house| house.word() == row.house));
    visit.page(
        Site::Desk,
        "desk/agencies.html",
        &visit.text("agencies.title", &[]),
        &ListPage { rows },
    )
}

/// `GET /desk/agencies/new`
pub async fn blank(visit: Visit) -> Result<HttpResponse, Error> {
    let today = local_day(visit.now).to_string();
    let form =
        Form::from_pairs(vec![("valid_from".into(), today), ("house".into(), "other".into())]);
    page(&visit, HttpResponse::Ok(), None, 0, &form, Vec::new())
}

/// `GET /desk/agencies/{slug}`
pub async fn show(visit: Visit, slug: web::Path<String>) -> Result<HttpResponse, Error> {
    let (agency, revision) = load(&visit, &slug).await?;
    page(
        &visit,
        HttpResponse::Ok(),
        Some(&agency),
        revision,
        &agencies_form::filled(&agency, visit.now),
        Vec::new(),
    )
}

async fn load(visit: &Visit, slug: &str) -> Result<(Agency, i64), Error> {
    let slug = slug.to_owned();
    let row = visit.app.db.read(move |c| agencies::find(c, &slug)).await?;
    Ok((serde_json::from_str(&row.data).map_err(Error::internal)?, row.revision))
}

/// `POST /desk/agencies`
pub async fn create(visit: Visit, mut form: Form) -> Result<HttpResponse, Error> {
    let slug = form.required("slug", 40);
    let fine = slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !slug.is_empty() && (!fine || slug == "new") {
        form.refuse(FieldError::new("slug", "agencies.wrong.slug"));
    }
    if visit.app.agencies().iter().any(|agency| agency.slug == slug) {
        form.refuse(FieldError::new("slug", "agencies.wrong.taken"));
    }
    save(visit, slug, None, 0, form).await
}

/// `POST /desk/agencies/{slug}`
pub async fn edit(
    visit: Visit,
    slug: web::Path<String>,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let (agency, _) = load(&visit, &slug).await?;
    let revision = form.number("revision").unwrap_or_default().max(1);
    save(visit, slug.into_inner(), Some(agency), revision, form).await
}

async fn save(
    visit: Visit,
    slug: String,
    before: Option<Agency>,
    revision: i64,
    mut form: Form,
) -> Result<HttpResponse, Error> {
    let agency = agencies_form::read(&visit, &slug, before.as_ref(), &mut form);
    if form.check().is_ok() {
        let others = visit.app.agencies();
        let others = others.iter().filter(|other| other.slug != slug).cloned();
        let all: Vec<Agency> = others.chain(std::iter::once(agency.clone())).collect();
        if let Err(error) = Tree::of(&all) {
            tracing::info!(%slug, %error, "no tree");
            form.refuse(FieldError::new("parent", "agencies.wrong.tree"));
        }
    }
    let again = |status: StatusCode, form: &Form, errors: Vec<FieldText>| {
        page(&visit, HttpResponse::build(status), before.as_ref(), revision, form, errors)
    };
    if form.check().is_err() {
        let errors = words::fields(&visit, form.errors());
        return again(StatusCode::UNPROCESSABLE_ENTITY, &form, errors);
    }
    let data = AgencyData::of(&agency)?;
    let now = visit.now;
    match visit.app.db.write(move |c| agencies::save_edit(c, &data, revision, now)).await {
        Ok(_) => {
            visit.app.reload_agencies().await?;
            Ok(visit.redirect_saying("/desk/agencies", "flash.saved"))
        }
        Err(DbError::Conflict(_)) => {
            form.refuse(FieldError::new("slug", "agencies.wrong.taken"));
            let errors = words::fields(&visit, form.errors());
            again(StatusCode::UNPROCESSABLE_ENTITY, &form, errors)
        }
        Err(DbError::Stale { current }) => {
            let errors = words::of_error(&visit, &Error::Stale { current });
            again(StatusCode::CONFLICT, &form, errors)
        }
        Err(other) => Err(other.into()),
    }
}

fn page(
    visit: &Visit,
    status: HttpResponseBuilder,
    agency: Option<&Agency>,
    revision: i64,
    form: &Form,
    errors: Vec<FieldText>,
) -> Result<HttpResponse, Error> {
    let lang = visit.lang.tag();
    let name = |slug: &str| visit.app.agency_name(slug, lang);
    let none = Choice { value: String::new(), label: visit.text("agencies.parent.none", &[]) };
    let own = agency.map(|agency| agency.slug.as_str()).unwrap_or_default();
    let all = visit.app.agencies();
    let others = all.iter().filter(|other| other.slug != own);
    let others = others.map(|other| Choice { value: other.slug.clone(), label: name(&other.slug) });
    let house = |house: &House| Choice {
        value: house.word().into(),
        label: visit.text(&format!("agency.house.{}", house.word()), &[]),
    };
    let level = |level: &Level| Choice {
        value: level.word().into(),
        label: visit.text(&format!("agencies.level.{}", level.word()), &[]),
    };
    let district = |one: &crate::domain::routing::places::District| Choice {
        value: one.slug.clone(),
        label: if lang == "en" { one.name.en.clone() } else { one.name.zh.clone() },
    };
    let nowhere = Choice { value: String::new(), label: visit.text("agencies.district.none", &[]) };
    let alone = Choice { value: String::new(), label: visit.text("agencies.family.none", &[]) };
    let kinds = all.iter().filter(|other| other.slug != own && other.family.is_none());
    let kinds = kinds.map(|other| Choice { value: other.slug.clone(), label: name(&other.slug) });
    let placed = |place: crate::domain::agency::Placement| Placed {
        from: place.from.to_string(),
        parent: place.parent.as_deref().map(name).unwrap_or_default(),
    };
    let page = FormPage {
        slug: own.to_owned(),
        revision,
        houses: House::ALL.iter().map(house).collect(),
        parents: std::iter::once(none).chain(others).collect(),
        levels: Level::ALL.iter().map(level).collect(),
        districts: std::iter::once(nowhere)
            .chain(visit.app.places.districts.iter().map(district))
            .collect(),
        families: std::iter::once(alone).chain(kinds).collect(),
        values: form.typed(),
        wrong: words::by_field(&errors),
        errors,
        history: agency
            .map(|agency| agency.placements().into_iter().map(placed).collect())
            .unwrap_or_default(),
    };
    let title =
        agency.map_or_else(|| visit.text("agencies.new.title", &[]), |agency| name(&agency.slug));
    visit.page_with(status, Site::Desk, "desk/agencies_form.html", &title, &page)
}
