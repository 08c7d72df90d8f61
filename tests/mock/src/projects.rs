//! The methods of `ProjectService`.

use crate::error::{ApiError, Code};
use crate::filter::{Filter, Kind, column};
use crate::idl::flyteidl2::common::filter::Function;
use crate::idl::flyteidl2::project::{
    CreateProjectRequest, CreateProjectResponse, GetProjectRequest, GetProjectResponse,
    ListProjectsRequest, ListProjectsResponse, Project, ProjectState, Projects,
    UpdateProjectRequest, UpdateProjectResponse,
};
use crate::page::{self, Page};
use crate::store::Store;
use crate::store::journal::Entry;
use crate::store::project::{COLUMNS, ProjectRow};

/// As many characters as a description may have.
const LONGEST_DESCRIPTION: usize = 300;

/// Makes sure that there is a project of this id.
pub(crate) fn seed(store: &mut Store, id: &str) -> std::io::Result<()> {
    if store.project(id).is_some() {
        return Ok(());
    }
    let project = Project {
        id: id.to_owned(),
        name: id.to_owned(),
        ..Project::default()
    };
    write(store, project, None)
}

/// The check of a deploy: any state will do, and the domain does not matter.
pub(crate) fn require(store: &Store, id: &str) -> Result<(), ApiError> {
    match store.project(id) {
        Some(_) => Ok(()),
        None if id.is_empty() => Err(ApiError::internal(
            "failed to validate project: invalid_argument: id is required",
        )),
        None => Err(ApiError::not_found(format!("project {id:?} not found"))),
    }
}

pub(crate) fn create(
    store: &mut Store,
    request: CreateProjectRequest,
) -> Result<CreateProjectResponse, ApiError> {
    let project = identified(request.project)?;
    check(&project, "create")?;
    if store.project(&project.id).is_some() {
        let message = format!("project already exists: {}", project.id);
        return Err(ApiError::new(Code::AlreadyExists, message));
    }
    write(store, project, None).map_err(|error| ApiError::internal(error.to_string()))?;
    Ok(CreateProjectResponse {})
}

pub(crate) fn update(
    store: &mut Store,
    request: UpdateProjectRequest,
) -> Result<UpdateProjectResponse, ApiError> {
    let project = identified(request.project)?;
    check(&project, "update")?;
    let created_at = existing(store, &project.id)?.created_at;
    write(store, project, Some(created_at))
        .map_err(|error| ApiError::internal(error.to_string()))?;
    Ok(UpdateProjectResponse {})
}

pub(crate) fn get(
    store: &mut Store,
    request: GetProjectRequest,
) -> Result<GetProjectResponse, ApiError> {
    if request.id.is_empty() {
        return Err(ApiError::invalid("id is required"));
    }
    Ok(GetProjectResponse {
        project: Some(existing(store, &request.id)?.answer()),
    })
}

pub(crate) fn list(
    store: &mut Store,
    request: ListProjectsRequest,
) -> Result<ListProjectsResponse, ApiError> {
    let sort = request.sort_by.filter(|sort| !sort.key.is_empty());
    let page = Page {
        limit: request.limit as usize,
        offset: offset(&request.token)?,
        filters: filters(&request.filters)?,
        sort: sort
            .map(|sort| page::sort_column(&sort, COLUMNS))
            .transpose()?
            .into_iter()
            .collect(),
    };
    let mut rows = store.projects();
    rows.retain(|row| page.passes(*row));
    let (rows, token) = page.cut(rows);
    let projects = rows.into_iter().map(ProjectRow::answer).collect();
    Ok(ListProjectsResponse {
        projects: Some(Projects { projects, token }),
    })
}

fn identified(project: Option<Project>) -> Result<Project, ApiError> {
    project
        .filter(|project| !project.id.is_empty())
        .ok_or_else(|| ApiError::invalid("project.id is required"))
}

/// What the columns of the table have no place for.
fn check(project: &Project, what: &str) -> Result<(), ApiError> {
    let texts = [&project.id, &project.name, &project.description];
    let reason = if texts.iter().any(|text| text.contains('\0')) {
        "invalid byte sequence for encoding \"UTF8\": 0x00 (SQLSTATE 22021)"
    } else if project.description.chars().count() > LONGEST_DESCRIPTION {
        "value too long for type character varying(300) (SQLSTATE 22001)"
    } else {
        return Ok(());
    };
    Err(ApiError::internal(format!(
        "failed to {what} project {}: ERROR: {reason}",
        project.id
    )))
}

/// The number that a token begins with; whatever follows it does not matter.
fn offset(token: &str) -> Result<usize, ApiError> {
    if token.is_empty() {
        return Ok(0);
    }
    let text = token.trim_start();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let rest = digits.trim_start_matches(|it: char| it.is_ascii_digit());
    let number = &text[..text.len() - rest.len()];
    let number: i64 = number
        .parse()
        .map_err(|_| ApiError::invalid(format!("invalid token format: {token}")))?;
    usize::try_from(number)
        .map_err(|_| ApiError::invalid(format!("invalid offset: {number} (must be non-negative)")))
}

fn existing<'a>(store: &'a Store, id: &str) -> Result<&'a ProjectRow, ApiError> {
    store
        .project(id)
        .ok_or_else(|| ApiError::not_found(format!("project not found: {id}")))
}

/// Writes a project without what the backend has no column for.
fn write(store: &mut Store, mut project: Project, created_at: Option<i64>) -> std::io::Result<()> {
    let now = store.now();
    project.org.clear();
    project.domains.clear();
    project.labels.take_if(|labels| labels.values.is_empty());
    store.change(Entry::Project(ProjectRow {
        project,
        created_at: created_at.unwrap_or(now),
        updated_at: now,
    }))
}

/// Reads `fn(field,value)` terms joined by `+`. Without any, archived projects are hidden.
fn filters(text: &str) -> Result<Vec<Filter>, ApiError> {
    if text.trim().is_empty() {
        let archived = (ProjectState::Archived as i32).to_string();
        let state = ("state", Kind::Number);
        let filter = Filter::new(COLUMNS, state, Function::NotEqual, &[archived])?;
        return Ok(vec![filter]);
    }
    text.split('+')
        .map(|term| term_filter(term.trim()))
        .collect()
}

fn term_filter(term: &str) -> Result<Filter, ApiError> {
    let malformed = |what: &str| ApiError::invalid(format!("invalid filter {what}: {term}"));
    let (function, arguments) = term
        .strip_suffix(')')
        .and_then(|term| term.split_once('('))
        .filter(|(function, _)| !function.is_empty())
        .ok_or_else(|| malformed("format"))?;
    let (field, value) = arguments
        .split_once(',')
        .ok_or_else(|| malformed("arguments"))?;
    let column = column(COLUMNS, field.trim())
        .ok_or_else(|| ApiError::invalid(format!("invalid filter field: {}", field.trim())))?;
    let one = vec![value.trim().to_owned()];
    let (function, values) = match function.trim().to_ascii_lowercase().as_str() {
        "eq" => (Function::Equal, one),
        "ne" => (Function::NotEqual, one),
        "contains" => (Function::Contains, one),
        "value_in" => {
            let values = value.split(';').map(|value| value.trim().to_owned());
            (Function::ValueIn, values.collect())
        }
        other => {
            let message = format!("unsupported filter function: {other}");
            return Err(ApiError::invalid(message));
        }
    };
    Filter::new(COLUMNS, column, function, &values)
}
