//! The race: rounds in which the fleets of both providers take turns, in one session. In the first
//! round Terraform also keeps as much state without a provider (`floor`): it writes its whole state
//! after every object, which is most of the wall time of every run except a plan.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use crate::figure::{Figure, median};
use crate::fleet::{Fleet, Measured};

/// The backend's latencies at which a plan is measured, in milliseconds.
const LATENCIES: [u64; 4] = [0, 5, 20, 50];
/// The latency of the second fleet's backend, in milliseconds.
const FAR: u64 = 20;

/// The measurements of each run of a round, by the run's name.
pub(crate) type Rounds = BTreeMap<String, Vec<Measured>>;

/// The providers that take part.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Contestants<'a> {
    pub(crate) ours: &'a Path,
    /// A provider that makes no calls.
    pub(crate) peer: Option<&'a Path>,
    /// An earlier build of ours.
    pub(crate) before: Option<&'a Path>,
}

/// Runs this many rounds with fleets of this size.
///
/// # Errors
/// When a tool fails.
pub(crate) fn run(
    Contestants { ours, peer, before }: Contestants<'_>,
    rounds: usize,
    size: u32,
) -> Result<Rounds, Box<dyn Error>> {
    let mut measured = Rounds::new();
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        let mut note = |name: String, run: Measured| {
            eprintln!("  {name}: {:.1} s", run.wall);
            measured.entry(name).or_default().push(run);
        };
        if round == 1 {
            let floor = Fleet::floor(ours, size)?;
            note("floor: apply".to_owned(), floor.apply()?);
            note("floor: change".to_owned(), floor.change()?);
            note("floor: destroy".to_owned(), floor.destroy()?);
        }
        let near = Fleet::ours(ours, size)?;
        note("apply at 0 ms".to_owned(), near.apply()?);
        if let Some(peer) = peer {
            let fleet = Fleet::of_peer(peer, size)?;
            note("peer: apply".to_owned(), fleet.apply()?);
            note("peer: plan".to_owned(), fleet.plan(&[])?);
            note("peer: destroy".to_owned(), fleet.destroy()?);
        }
        if let Some(before) = before {
            let fleet = Fleet::ours(before, size)?;
            note("before: apply at 0 ms".to_owned(), fleet.apply()?);
            for latency in [0, FAR] {
                fleet.latency(latency);
                note(format!("before: plan at {latency} ms"), fleet.plan(&[])?);
            }
            fleet.latency(0);
            note("before: change at 0 ms".to_owned(), fleet.change()?);
            note("before: destroy at 0 ms".to_owned(), fleet.destroy()?);
        }
        for latency in LATENCIES {
            near.latency(latency);
            note(format!("plan at {latency} ms"), near.plan(&[])?);
        }
        near.latency(0);
        let offline = near.plan(&["-refresh=false"])?;
        note("plan without refresh".to_owned(), offline);
        note("change at 0 ms".to_owned(), near.change()?);
        note("destroy at 0 ms".to_owned(), near.destroy()?);
        let far = Fleet::ours(ours, size)?;
        far.latency(FAR);
        note(format!("apply at {FAR} ms"), far.apply()?);
        note(format!("destroy at {FAR} ms"), far.destroy()?);
    }
    Ok(measured)
}

/// The figures of all rounds beside their limits.
pub(crate) fn figures(rounds: &Rounds) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (name, runs) in rounds {
        let of = |part: fn(&Measured) -> f64| runs.iter().map(part).collect::<Vec<_>>();
        figures.push(Figure::new(
            format!("{name}: wall"),
            "s",
            of(|run| run.wall),
        ));
        if name.starts_with("floor") {
            continue;
        }
        let time = Figure::new(
            format!("{name}: the provider's processor time each"),
            "ms",
            of(|run| run.time),
        );
        figures.push(limited(time, name, [0.3, 0.8, 0.8]));
        if !name.starts_with("peer") {
            let requests =
                Figure::new(format!("{name}: requests each"), "", of(|run| run.requests));
            // On top of these, one call asks whether Flyte can be used at all.
            figures.push(limited(requests, name, [2.01, 4.01, 5.01]));
        }
        let most = of(|run| run.resident);
        let resident = Figure::new(format!("{name}: most resident"), "MiB", most);
        figures.push(match name.contains(':') {
            true => resident,
            false => resident.within(64.0),
        });
    }
    let walls = |name: &str| {
        rounds
            .get(name)
            .map(|runs| runs.iter().map(|it| it.wall).collect())
    };
    for (one, other, limit) in [
        ("plan at 20 ms", "plan at 0 ms", 1.3),
        ("plan at 0 ms", "peer: plan", 0.35),
        ("apply at 0 ms", "peer: apply", 1.0),
        ("destroy at 0 ms", "peer: destroy", 1.0),
        ("apply at 0 ms", "floor: apply", 1.25),
        ("change at 0 ms", "floor: change", 1.25),
        ("destroy at 0 ms", "floor: destroy", 1.25),
    ] {
        let (one_wall, other_wall): (Option<Vec<f64>>, Option<Vec<f64>>) =
            (walls(one), walls(other));
        if let (Some(one_wall), Some(other_wall)) = (one_wall, other_wall) {
            let base = median(&other_wall);
            let ratios = one_wall.iter().map(|wall| wall / base).collect();
            let name = format!("{one}, as part of {other}");
            figures.push(Figure::new(name, "", ratios).within(limit));
        }
    }
    figures
}

/// Adds our limit for a plan, an apply or a destroy.
fn limited(figure: Figure, name: &str, [plan, apply, destroy]: [f64; 3]) -> Figure {
    match name.split(' ').next() {
        Some("plan") => figure.within(plan),
        Some("apply") => figure.within(apply),
        Some("destroy") => figure.within(destroy),
        _ => figure,
    }
}
