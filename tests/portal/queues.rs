//! The lists of the desk on both databases: each shows what it counts, page by page.

use std::collections::HashSet;

use chrono::Duration;
use yimen::db::orders::{Queue, QueueFilter};
use yimen::db::*;
use yimen::domain::order::{AssignmentState, Signature, State};

use crate::harness::databases::on_both;
use crate::harness::orders::*;

#[tokio::test]
async fn a_queue_counts_what_it_lists() {
    on_both(|home| async move {
        for n in 0..23 {
            let mut o = order(if n % 3 == 0 { "police" } else { "court" });
            o.clocks[0].nominal_due = noon() + Duration::hours(n / 4 - 3);
            if n % 5 == 0 {
                o.assignments[0].state = AssignmentState::Returned;
                o.state = State::Accepted;
                o.returns = 1;
                o.clocks.clear();
            }
            let made = step(o, yimen::domain::order::Action::Submit, State::Draft);
            home.write(move |c| orders::create(c, &made, "拖欠货款", &contact(&made.order.id)))
                .await
                .unwrap();
        }
        for queue in Queue::ALL {
            for agency in [None, Some("police".to_owned()), Some("none".to_owned())] {
                let filter = QueueFilter { agency, limit: 4, ..QueueFilter::new(*queue, noon()) };
                let (count, ids) = home.db.read(move |c| walk(c, filter)).await.unwrap();
                assert_eq!(count, ids.len(), "{queue}");
                assert_eq!(
                    ids.iter().collect::<HashSet<_>>().len(),
                    ids.len(),
                    "{queue} shows none twice"
                );
            }
        }
        let of = |queue, agency: Option<&str>| QueueFilter {
            agency: agency.map(str::to_owned),
            ..QueueFilter::new(queue, noon())
        };
        let expected = [
            (of(Queue::All, None), 23),
            (of(Queue::Triage, None), 5),
            (of(Queue::Returned, None), 5),
            (of(Queue::Unsigned, None), 18),
            (of(Queue::Unsigned, Some("police")), 6),
            (of(Queue::All, Some("police")), 8),
            (of(Queue::Mine, None), 0),
        ];
        for (filter, count) in expected {
            let queue = filter.queue;
            assert_eq!(
                home.db.read(move |c| orders::queue_count(c, &filter)).await,
                Ok(count),
                "{queue}"
            );
        }
        let police = of(Queue::Signatures, Some("police"));
        let police = QueueFilter { signatures: vec![Signature::Reply], ..police };
        assert_eq!(home.db.read(move |c| orders::queue_count(c, &police)).await, Ok(0));
    })
    .await;
}

fn walk(c: &mut Conn, mut filter: QueueFilter) -> Result<(usize, Vec<String>), DbError> {
    let mut ids = Vec::new();
    loop {
        let page = orders::queue(c, &filter)?;
        ids.extend(page.rows.into_iter().map(|row| row.id));
        match page.next {
            Some(next) => filter.after = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    Ok((usize::try_from(orders::queue_count(c, &filter)?).unwrap(), ids))
}
