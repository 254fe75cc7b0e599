//! What faults do to a call, around everything else that is done to it.

use std::ops::ControlFlow;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use jiff::SignedDuration;

use super::plan::{Allowance, Blow};
use super::{Effect, Fault, cut, refuse, slow};
use crate::cloud::Shared;
use crate::line::Line;
use crate::store::POLICY_LIFE;

pub(crate) async fn disturb(
    State(cloud): State<Shared>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    let blows = cloud.faults.meet(request.method(), request.uri().path(), cloud.now());
    if blows.is_empty() {
        return next.run(request).await;
    }
    let about = refuse::About::of(&request);
    let mut disturbed = Call { cloud, line, about, request, policy_life: None };
    for blow in &blows {
        disturbed = match disturbed.before(blow).await {
            ControlFlow::Continue(disturbed) => disturbed,
            ControlFlow::Break(answer) => return answer,
        };
    }
    let Call { line, about, request, policy_life, .. } = disturbed;
    let answer = match policy_life {
        Some(policy_life) => POLICY_LIFE.scope(policy_life, next.run(request)).await,
        None => next.run(request).await,
    };
    blows.into_iter().fold(answer, |answer, blow| after(blow, answer, &about, &line))
}

/// A call on its way to the handler.
struct Call {
    cloud: Shared,
    line: Line,
    about: refuse::About,
    request: Request,
    /// How long an upload URL may be used, if a fault says so.
    policy_life: Option<SignedDuration>,
}

impl Call {
    /// What happens before the call takes effect, and the answer if it never does.
    async fn before(mut self, blow: &Blow) -> ControlFlow<Response, Self> {
        let fault = match blow {
            Blow::Within(_) => return ControlFlow::Continue(self),
            Blow::Beyond(limit) => {
                let status = StatusCode::TOO_MANY_REQUESTS;
                let mut answer = self.refused(status, &Fault::status(status)).await;
                refuse::tell_allowance(answer.headers_mut(), *limit, 0);
                return ControlFlow::Break(answer);
            }
            Blow::Fault(fault) => fault,
        };
        match fault.effect {
            Effect::Status(status) if !fault.after => return ControlFlow::Break(self.refused(status, fault).await),
            Effect::Reset if !fault.after => return ControlFlow::Break(self.broken()),
            Effect::Delay(time) if tokio::time::timeout(time, self.cloud.faults.ended()).await.is_ok() => {
                return ControlFlow::Break(self.broken());
            }
            Effect::Stall => {
                self.cloud.faults.ended().await;
                return ControlFlow::Break(self.broken());
            }
            Effect::CutRequest(most) => self.request = cut::request(self.request, most, self.line.clone()),
            Effect::StallRequest(most) => {
                let ended = self.cloud.faults.ended();
                self.request = cut::stalled(self.request, most, self.line.clone(), ended);
            }
            Effect::SlowRequest(per_second) => self.request = slow::request(self.request, per_second),
            Effect::PolicyLife(time) => self.policy_life = SignedDuration::try_from(time).ok(),
            _ => {}
        }
        ControlFlow::Continue(self)
    }

    /// An answer that is never seen: writing it resets the connection.
    fn broken(&self) -> Response {
        self.line.break_off();
        ().into_response()
    }

    async fn refused(self, status: StatusCode, fault: &Fault) -> Response {
        refuse::drain(self.request).await;
        refuse::answer(status, fault, &self.about)
    }
}

/// What happens once the call has taken effect.
fn after(blow: Blow, mut answer: Response, about: &refuse::About, line: &Line) -> Response {
    match blow {
        Blow::Within(Allowance { limit, left }) => {
            refuse::tell_allowance(answer.headers_mut(), limit, left);
            answer
        }
        Blow::Fault(fault) => match fault.effect {
            Effect::Status(status) => refuse::answer(status, &fault, about),
            Effect::Reset => {
                line.break_off();
                // Never seen: writing it resets the connection.
                ().into_response()
            }
            Effect::CutAnswer(most) => cut::answer(answer, most),
            _ => answer,
        },
        Blow::Beyond(_) => answer,
    }
}
