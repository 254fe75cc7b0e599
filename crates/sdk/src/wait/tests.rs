//! Time is paused: it jumps to the next timer whenever there is nothing else to do.

use std::sync::{Arc, Mutex};

use super::*;
use crate::error::ErrorKind;

/// Waits for `RUNNING` while these states are seen, one a second, the last of them for ever; tells what came of it and
/// after how long.
async fn waited(states: &'static [&'static str], deadline: Duration) -> (Result<String, Error>, Duration) {
    let started = Instant::now();
    let wait = WaitFor::new(Kind::Connector, "c", move || {
        let second = usize::try_from(started.elapsed().as_secs()).unwrap();
        let state = states[(second - 1).min(states.len() - 1)];
        async move { look(state) }
    });
    (wait.deadline(deadline).await, started.elapsed())
}

fn look(state: &str) -> Result<Look<String>, Error> {
    const STEADY: Steady = Steady { polls: 3, over: Duration::from_secs(10) };
    let rule = Rule { from_the_start: STEADY, after_another: Steady { polls: 1, over: Duration::ZERO } };
    match state {
        "RUNNING" => Ok(Look::settling(state, rule, Ok(state.to_owned()))),
        "FAILED" => Ok(Look::settling(state, FAILED, Err(Error::Input("failed".to_owned())))),
        "gone" => Ok(Look::end(state, Err(Error::Input("gone".to_owned())))),
        "no network" => Err(Error::Network { what: "no answer".to_owned(), source: "reset".into() }),
        "too large" => {
            Err(Error::Network { what: "no answer".to_owned(), source: Box::new(crate::error::TooLarge(1)) })
        }
        "no key" => Err(Error::Credentials("no key".to_owned())),
        "no token now" => Err(Error::TokenExchange { source: Arc::new(look("no network").err().unwrap()) }),
        "no token ever" => Err(Error::TokenExchange { source: Arc::new(look("no key").err().unwrap()) }),
        other => Ok(Look::pending(other)),
    }
}

fn seconds(range: std::ops::RangeInclusive<u64>) -> std::ops::RangeInclusive<Duration> {
    Duration::from_secs(*range.start())..=Duration::from_secs(*range.end())
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_as_soon_as_what_it_sees_counts() {
    for (states, outcome, after) in [
        // Left over from before a change, as far as anybody can tell.
        (&["RUNNING"][..], Ok("RUNNING"), 11..=13),
        (&["PROVISIONING", "RUNNING"], Ok("RUNNING"), 2..=4),
        (&["RUNNING", "RUNNING", "NEW", "NEW", "NEW", "NEW", "NEW", "NEW", "RUNNING"], Ok("RUNNING"), 9..=14),
        (&["FAILED"], Err("failed"), 6..=7),
        (&["PROVISIONING", "FAILED"], Err("failed"), 7..=9),
        (&["gone"], Err("gone"), 1..=1),
        // A failure to look is no state: it runs at a look between 4 and 8.5 s, and for 10 s, jitter excepted.
        (&["no network", "no network", "no network", "RUNNING"], Ok("RUNNING"), 14..=20),
        (
            &["FAILED", "no network", "no network", "no network", "no network", "no network", "FAILED"],
            Err("failed"),
            7..=15,
        ),
        (&["PROVISIONING", "no token now", "RUNNING"], Ok("RUNNING"), 3..=8),
        // Nothing changes these.
        (&["no key"], Err("no key"), 1..=1),
        (&["no token ever"], Err("there is no access token to call with"), 1..=1),
        (&["too large"], Err("no answer"), 1..=1),
    ] {
        let (given, took) = waited(states, Duration::from_mins(30)).await;
        assert_eq!(
            given.map_err(|error| error.to_string()),
            outcome.map(str::to_owned).map_err(str::to_owned),
            "{states:?}"
        );
        assert!(seconds(after).contains(&took), "{states:?}: {took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_tells_what_was_seen_last() {
    for (states, last) in [
        (&["PROVISIONING"][..], "the connector is PROVISIONING"),
        (&["SOMETHING_NEW"], "the connector is SOMETHING_NEW"),
        (&["PROVISIONING", "no network"], "the connector is PROVISIONING, then no answer"),
        (&["no network"], "no answer"),
    ] {
        let (given, took) = waited(states, Duration::from_mins(5)).await;
        let Err(Error::Timeout { after, last: told }) = given else { panic!("{given:?}") };
        assert_eq!((after, took, told.as_deref()), (Duration::from_mins(5), Duration::from_mins(5), Some(last)));
    }
    let (given, took) = waited(&["RUNNING"], Duration::from_secs(5)).await;
    let error = given.unwrap_err();
    assert_eq!((error.kind(), took), (ErrorKind::Timeout, Duration::from_secs(5)));
    assert!(error.to_string().ends_with("the connector is RUNNING, for too short a time to count"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_last_look_comes_just_before_the_deadline() {
    let states: &[&str] = Box::leak([vec!["PROVISIONING"; 118], vec!["RUNNING"]].concat().into_boxed_slice());
    let (given, took) = waited(states, Duration::from_mins(2)).await;
    assert_eq!((given.unwrap().as_str(), took), ("RUNNING", Duration::from_secs(119)));
}

#[tokio::test(start_paused = true)]
async fn a_look_that_hangs_does_not_outlast_the_deadline() {
    let wait = WaitFor::<()>::new(Kind::Connector, "c", std::future::pending);
    let error = wait.deadline(Duration::from_secs(90)).await.unwrap_err();
    assert_eq!(error.to_string(), "gave up after 90s");
}

#[tokio::test(start_paused = true)]
async fn the_server_may_ask_for_more_time_between_looks() {
    let started = Instant::now();
    let wait = WaitFor::new(Kind::Connector, "c", move || async move {
        let now = started.elapsed();
        Ok(if now > Duration::from_secs(100) {
            Look::end("RUNNING", Ok(now))
        } else {
            Look::pending("PROVISIONING").asked(Some(Duration::from_mins(5)))
        })
    });
    assert!(seconds(301..=302).contains(&wait.await.unwrap()));
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_told_of_every_look_but_the_last() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let started = Instant::now();
    let (kept, mut states) = (told.clone(), ["PROVISIONING", "no network", "DEGRADED", "RUNNING"].into_iter());
    let wait = WaitFor::new(Kind::Connector, "c", move || {
        let state = states.next().unwrap();
        async move { look(state) }
    });
    let told_at = move |event: &WaitEvent| kept.lock().unwrap().push((event.clone(), started.elapsed()));
    wait.progress(told_at).await.unwrap();
    let told = told.lock().unwrap();
    let said: Vec<_> = told.iter().map(|(event, _)| (event.state.as_str(), event.problem.as_deref())).collect();
    assert_eq!(said, [("PROVISIONING", None), ("PROVISIONING", Some("no answer")), ("DEGRADED", None)]);
    for ((event, at), (_, next)) in told.iter().zip(&told[1..]) {
        assert_eq!((event.name.as_str(), event.elapsed), ("c", *at));
        assert!(next.abs_diff(event.elapsed + event.next_poll) < Duration::from_millis(2), "{event:?} {next:?}");
    }
}

#[test]
fn a_wait_can_be_spawned() {
    fn can_be_spawned(_: impl Future + Send + 'static) {}
    can_be_spawned(WaitFor::<()>::new(Kind::Connector, "c", std::future::pending).into_future());
}
