"""What the dashboards show. generate.py makes Grafana's files of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Panel:
    title: str
    description: str
    unit: str  # of Grafana's list
    queries: list  # (PromQL, legend)
    kind: str = "timeseries"
    width: int = 12
    height: int = 8
    stacked: bool = False
    logarithmic: bool = False
    min: float | None = 0
    decimals: int | None = None
    steps: tuple = ((None, "green"),)
    colours: dict = field(default_factory=dict)  # of lines whose name says what to make of them


@dataclass(frozen=True)
class Board:
    name: str
    title: str
    description: str
    panels: list


def stat(title, description, unit, query, *, steps=((None, "text"),), decimals=None, width=4):
    return Panel(title, description, unit, [(query, "")], "stat", width, 4, steps=steps, decimals=decimals)


def node(metric, labels=""):
    """A metric of the nodes that were chosen."""
    return f'{metric}{{node=~"$node"{", " + labels if labels else ""}}}'


def rate(metric, labels=""):
    """What one turn in 64 is measured of needs a longer look."""
    return f"rate({node(metric, labels)}[{'2m' if metric.startswith(SAMPLED) else '$__rate_interval'}])"


def per_second(metric, by="", labels=""):
    return f"sum{f' by ({by}) ' if by else ''}({rate(metric, labels)})"


def quantile(q, metric, by="", labels=""):
    return f"histogram_quantile({q}, sum by ({by + ', ' if by else ''}le) ({rate(metric + '_bucket', labels)}))"


def share(part, whole):
    """Part of the whole, and 0 of nothing."""
    return f"{part} / ({whole} > 0) or 0 * {whole}"


SAMPLED = ("baro_actor_turn", "baro_actor_wait", "baro_actor_mailbox")

STATUSES = {"2xx": "green", "3xx": "blue", "4xx": "orange", "5xx": "red"}
OUTCOMES = {"committed": "green", "held": "green", "done": "green", "renewed": "green", "replayed": "blue",
            "out_of_stock": "orange", "refused": "orange", "fenced": "red", "failed": "dark-red", "unavailable": "red",
            "overloaded": "purple"}

BAD_AT_1 = ((None, "green"), (1, "red"))
BAD_AT_0 = ((None, "red"), (1, "green"))

requests = per_second("baro_http_requests_total")
failures = per_second("baro_http_requests_total", labels='status="5xx"')

overview = Board("overview", "Overview", "Rate, errors and duration of all that shoppers ask for, and what it costs.", [
    stat("Requests", "Answered in a second.", "reqps", requests, decimals=0),
    stat("Errors", "Share of the requests that are answered with 5xx. Of 1,000 one may be.", "percentunit",
         share(failures, requests), steps=((None, "green"), (.001, "orange"), (.01, "red")), decimals=2),
    stat("99 of 100 within", "Duration that 99 % of the requests do not exceed. 25 ms is the goal.", "s",
         quantile(.99, "baro_http_request_seconds"), steps=((None, "green"), (.025, "orange"), (.1, "red"))),
    stat("Nodes serving", "Nodes that have joined and hold a lease.", "none",
         f"sum({node('baro_node_serving')} and {node('baro_lease_remaining_seconds')} > 0) or vector(0)",
         steps=BAD_AT_0),
    stat("Shards owned", "All 1,024 have an owner, unless a node has just been lost.", "none",
         f"sum({node('baro_shards_owned')})", steps=((None, "red"), (1024, "green"))),
    stat("Alerts", "Alerts that are firing. docs/OPERATIONS.md has a section for each.", "none",
         'count(ALERTS{alertstate="firing"}) or vector(0)', steps=BAD_AT_1),
    Panel("Requests by status", "Rate of answers, by class of status.", "reqps",
          [(per_second("baro_http_requests_total", "status", 'status!="1xx"'), "{{status}}")], stacked=True,
          colours=STATUSES),
    Panel("Duration", "From the last byte of a request to its answer.", "s",
          [(quantile(q, "baro_http_request_seconds"), f"p{100 * q:g}") for q in (.5, .9, .99)]),
    Panel("Busiest routes", "The eight routes that are asked for most.", "reqps",
          [("topk(8, route:baro_http_requests:rate1m)", "{{method}} {{route}}")]),
    Panel("Slowest routes", "99 % of a route's requests are faster. Routes that nobody asked for are left out.", "s",
          [("topk(8, route:baro_http_request_seconds:p99_rate1m and route:baro_http_requests:rate1m > 0.1)",
            "{{method}} {{route}}")]),
    Panel("Routes with errors", "Rate of answers with 5xx, by route.", "reqps",
          [("topk(8, route:baro_http_errors:rate1m > 0)", "{{method}} {{route}}")]),
    Panel("Problems by code", "Why requests are refused, by the code that clients see.", "reqps",
          [(f"topk(8, {per_second('baro_http_problems_total', 'code')} > 0)", "{{code}}")]),
    Panel("Shed by reason", "Refused at once, to stay within a limit: connections, requests, bodies, uploads, rate.",
          "reqps", [(per_second("baro_http_shed_total", "reason"), "{{reason}}")], width=8),
    Panel("In flight", "Requests that are being answered, and connections that are open.", "none",
          [(f"sum({node('baro_http_requests_in_flight')})", "requests"),
           (f"sum({node('baro_http_connections')})", "connections")], width=8),
    Panel("Budget burnt", "Errors against what 99.9 % allow: at 1 the budget of 30 days lasts 30 days. An hour at 14.4 "
          "pages.", "none", [("baro:slo_errors_per_request:ratio_rate5m / 0.001", "errors, 5 min"),
                             ("baro:slo_errors_per_request:ratio_rate1h / 0.001", "errors, 1 h"),
                             ("baro:slo_slow_per_request:ratio_rate5m / 0.01", "slow, 5 min"),
                             ("baro:slo_slow_per_request:ratio_rate1h / 0.01", "slow, 1 h")], width=8),
    Panel("CPU", "Cores in use, by node.", "none",
          [(rate("process_cpu_seconds_total"), "{{node}}")], width=8, stacked=True),
    Panel("Memory", "Memory in RAM, by node.", "bytes",
          [(node("process_resident_memory_bytes"), "{{node}}")], width=8, stacked=True),
    Panel("Open files", "Files and sockets, as a share of what the process may open.", "percentunit",
          [(f"{node('process_open_fds')} / {node('process_max_fds')}", "{{node}}")], width=8),
])

actors = Board("actors", "Actors", "What actors do with their time, and how long messages wait for them. One turn in 64 "
               "is measured.", [
    stat("Actors", "Actors of all kinds.", "short", f"sum({node('baro_actors_running')})", width=6),
    stat("Messages", "Processed in a second.", "cps", per_second("baro_actor_messages_total"), width=6, decimals=0),
    stat("Awake", "Entities in memory.", "short", f"sum({node('baro_entities_awake')})", width=6),
    stat("Dead letters", "Messages in a second whose actor had ended. The sender is told, and most ask again.", "cps",
         per_second("baro_actor_dead_letters_total"), width=6, decimals=1),
    Panel("Turns by actor", "Turns in a second, reckoned from those measured.", "cps",
          [(f"topk(10, 64 * {per_second('baro_actor_turn_seconds_count', 'actor')})", "{{actor}}")], stacked=True),
    Panel("CPU by actor", "Cores kept busy, reckoned from the turns measured.", "none",
          [(f"topk(10, 64 * {per_second('baro_actor_turn_seconds_sum', 'actor')})", "{{actor}}")], stacked=True),
    Panel("Waiting for a turn", "99 % of the turns began within this time after their first message came.", "s",
          [(f"topk(10, {quantile(.99, 'baro_actor_wait_seconds', 'actor')})", "{{actor}}")], logarithmic=True,
          min=None),
    Panel("Length of a turn", "99 % of the turns were shorter. An actor that computes for long holds up a whole thread.",
          "s", [(f"topk(10, {quantile(.99, 'baro_actor_turn_seconds', 'actor')})", "{{actor}}")], logarithmic=True,
          min=None),
    Panel("Messages in the mailbox", "What an actor finds when its turn comes, in the mean. A hot entity is at the top.",
          "none",
          [(f"topk(10, {per_second('baro_actor_mailbox_messages_sum', 'actor')}"
            f" / ({per_second('baro_actor_mailbox_messages_count', 'actor')} > 0))", "{{actor}}")]),
    Panel("Messages by node", "Messages processed, dead letters left out.", "cps",
          [(rate("baro_actor_messages_total"), "{{node}}")], stacked=True),
    Panel("Entities awake", "Entities that have an actor, by kind.", "short",
          [(f"sum by (kind) ({node('baro_entities_awake')})", "{{kind}}")], width=8, stacked=True),
    Panel("Woken", "Entities loaded and given an actor.", "cps",
          [(per_second("baro_entities_woken_total", "kind"), "{{kind}}")], width=8, stacked=True),
    Panel("Put to sleep", "Entities whose actor has ended: idle, moved, or begun anew.", "cps",
          [(per_second("baro_entities_slept_total", "kind"), "{{kind}}")], width=8, stacked=True),
])

cluster = Board("cluster", "Cluster and shards", "Who is a member, who owns what, and what nodes say to each other.", [
    stat("Nodes", "Nodes that answer.", "none", f"sum({node('up')})"),
    stat("Serving", "Nodes that have joined, and do not leave.", "none", f"sum({node('baro_node_serving')})",
         steps=BAD_AT_0),
    stat("Shards without owner", "More than 0 for more than 5 s: look at baroctl cluster.", "none",
         f"clamp_min(1024 - sum({node('baro_shards_owned')}), 0)", steps=BAD_AT_1),
    stat("Shortest lease", "The node that will stop first if the database says nothing more.", "s",
         f"min({node('baro_lease_remaining_seconds')})", steps=((None, "red"), (1, "green")), decimals=1),
    stat("Evictions", "Times in an hour that a node found itself evicted, and began anew.", "none",
         f"sum(increase({node('baro_evictions_total')}[1h]))", steps=BAD_AT_1, decimals=0),
    stat("Coordinators", "The node that plans the map. Two at once are one that does not know yet.", "none",
         f"sum({node('baro_coordinator')})", steps=((None, "orange"), (1, "green"), (2, "orange"))),
    Panel("Shards by node", "1,024 in all. A node that is lost, leaves or joins shows as a step.", "none",
          [(node("baro_shards_owned"), "{{node}}")], stacked=True),
    Panel("Lease left", "For how long a node may go on without the database. Renewed twice a second; at 0 it stops.",
          "s", [(node("baro_lease_remaining_seconds"), "{{node}}")]),
    Panel("Messages between nodes", "Requests that a node sends to others and gets from others.", "reqps",
          [(f"sum by (node, direction) ({rate('baro_peer_requests_total')})", "{{node}} {{direction}}")]),
    Panel("Messages that went wrong", "Sent back (the shard has moved), overdue (no answer in 10 s), without owner (503).",
          "reqps", [(per_second("baro_peer_requests_returned_total"), "sent back"),
                    (per_second("baro_peer_requests_overdue_total"), "overdue"),
                    (per_second("baro_shard_messages_unowned_total"), "without owner"),
                    (per_second("baro_entity_messages_refused_total"), "too many waited")]),
    Panel("Moves of shards", "Shards that a node has handed over to another, as planned.", "cps",
          [(f"sum by (node) ({rate('baro_shards_handed_over_total')})", "{{node}}")], width=8),
    Panel("Pause of a move", "Within a minute, for how long moves stopped a shard. 200 ms at most is the promise.", "s",
          [(f"histogram_quantile({q}, sum by (le) (increase({node('baro_shard_pause_seconds_bucket')}[1m])))",
            f"p{100 * q:g}") for q in (.5, .99)], width=8),
    Panel("Connections between nodes", "For each node one less than there are nodes.", "none",
          [(node("baro_peers_connected"), "{{node}}")], width=8),
    Panel("Renewals of leases", "Failed ones: the database did not answer, or the node was evicted.", "cps",
          [(f"sum by (outcome) ({rate('baro_lease_renewals_total')})", "{{outcome}}")], width=8, colours=OUTCOMES),
    Panel("Time of nodes", "Since when a process runs; one that was evicted begins anew as the same process.", "dtdurations",
          [(f"time() - {node('process_start_time_seconds')}", "{{node}}")], width=8),
    Panel("Builds", "Nodes by what they were built from.", "none",
          [(f"sum by (version, build_type, wire) ({node('baro_build_info')})", "{{version}} {{build_type}}, wire {{wire}}")],
          width=8, stacked=True),
])

facts = "baro_stock_facts_total"

orders = Board("orders", "Orders and stock", "Holds, commits and what stands in their way; and that nothing is lost.", [
    stat("Committed", "Orders, cancellations and movements of stock in a second.", "cps",
         per_second(facts, labels='outcome="committed"'), decimals=0),
    stat("Out of stock", "Share of the holds that found too little left.", "percentunit",
         share(per_second("baro_stock_holds_total", labels='outcome="out_of_stock"'),
               per_second("baro_stock_holds_total")), decimals=1),
    stat("Fenced", "Writes of stale activations that the database refused, in a second.", "cps",
         per_second(facts, labels='outcome="fenced"'), steps=((None, "green"), (5, "red")), decimals=1),
    stat("Audit", "Violations that the last audit found.", "none", f"max({node('baro_audit_violations')})",
         steps=BAD_AT_1),
    stat("Audited", "How long ago the last audit ended.", "s",
         f"time() - max({node('baro_audit_timestamp_seconds')} > 0)",
         steps=((None, "green"), (21600, "orange")), decimals=0),
    stat("Disagreements", "Times that memory and database disagreed about what is left. Must stay 0.", "none",
         f"sum({node('baro_stock_conservation_violations_total')})", steps=BAD_AT_1),
    Panel("Facts by outcome", "What the stock writers were handed: committed, replayed for a repeated key, fenced, failed.",
          "cps", [(per_second(facts, "outcome"), "{{outcome}}")], stacked=True, colours=OUTCOMES),
    Panel("Holds by outcome", "What SKU actors were asked for, and said from memory.", "cps",
          [(per_second("baro_stock_holds_total", "outcome"), "{{outcome}}")], stacked=True, colours=OUTCOMES),
    Panel("Time of a commit", "From the first statement of a batch to its commit.", "s",
          [(quantile(q, "baro_stock_batch_seconds"), f"p{100 * q:g}") for q in (.5, .9, .99)]),
    Panel("Facts in a commit", "How many share one: the more there is to do, the more.", "none",
          [(quantile(.99, "baro_stock_batch_facts"), "p99")]
          + [(f"{per_second('baro_stock_batch_facts_sum')} / ({per_second('baro_stock_batch_facts_count')} > 0)",
              "mean")]),
    Panel("What a commit meets", "Batches split to find a guilty fact; commits whose outcome had to be asked after; fenced "
          "facts.", "cps", [(per_second("baro_stock_batch_splits_total"), "split"),
                            (per_second("baro_stock_commits_unknown_total"), "unknown"),
                            (per_second(facts, labels='outcome="fenced"'), "fenced"),
                            (per_second(facts, labels='outcome="failed"'), "failed")]),
    Panel("Duration of orders", "Placing one, from the last byte of the request.", "s",
          [(quantile(q, "baro_http_request_seconds", labels='method="POST", route="/orders"'), f"p{100 * q:g}")
           for q in (.5, .9, .99)]),
    Panel("Units of all SKUs", "As the last audit added them up: received + adjusted + promised - sold + returned = on "
          "hand.", "short", [(f"max by (kind) ({node('baro_audit_units')})", "{{kind}}")], width=8),
    Panel("Drops", "Shoppers in the lines of drops.", "none",
          [(f"sum({node('baro_drop_in_line')})", "in line")], width=8),
    Panel("Turns of drops", "Turns given, spent by an order, and lapsed without one.", "cps",
          [(per_second("baro_drop_turns_total", "event"), "{{event}}"),
           (per_second("baro_drop_joins_total"), "joined")], width=8),
])

persistence = Board("persistence", "Persistence", "Queues for connections to PostgreSQL and Redis, and events on their "
                    "way out.", [
    stat("Waiting", "Requests that wait for a connection.", "none", f"sum({node('baro_queue_requests')})"),
    stat("Busy", "Connections in use.", "none", f"sum({node('baro_queue_workers_busy')})"),
    stat("Outbox", "Commits whose events are not in the stream yet.", "none", f"max({node('baro_outbox_rows')})",
         steps=((None, "green"), (1000, "orange"))),
    stat("Outbox lag", "How long the oldest of them has been waiting.", "s",
         f"max({node('baro_outbox_oldest_seconds')})", steps=((None, "green"), (5, "orange"), (30, "red"))),
    stat("Webhooks waiting", "Deliveries that no receiver has taken yet.", "none",
         f"max({node('baro_webhook_deliveries_waiting')})", steps=((None, "green"), (1000, "orange"))),
    stat("Found in memory", "Share of the lists and details that were ready.", "percentunit",
         share(per_second("baro_read_cache_total", labels='outcome=~"hit|joined"'),
               per_second("baro_read_cache_total")), decimals=1),
    Panel("Waiting for a connection", "99 % of the batches waited for less, by queue.", "s",
          [(f"topk(10, {quantile(.99, 'baro_queue_wait_seconds', 'queue')})", "{{queue}}")]),
    Panel("Holding a connection", "99 % of the batches were done sooner, by queue. session_store is Redis, the others are "
          "PostgreSQL.", "s", [(f"topk(10, {quantile(.99, 'baro_queue_work_seconds', 'queue')})", "{{queue}}")]),
    Panel("Requests by queue", "What workers were handed, in a second.", "cps",
          [(f"topk(10, {per_second('baro_queue_requests_total', 'queue')})", "{{queue}}")], stacked=True),
    Panel("Connections in use", "In the mean, by queue.", "none",
          [(f"topk(10, {per_second('baro_queue_work_seconds_sum', 'queue')})", "{{queue}}")], stacked=True),
    Panel("Requests in a batch", "What shares one round trip, in the mean.", "none",
          [(f"topk(10, {per_second('baro_queue_requests_total', 'queue')}"
            f" / ({per_second('baro_queue_work_seconds_count', 'queue')} > 0))", "{{queue}}")]),
    Panel("Requests not done", "Fenced, refused for a reason of their own, without a database, or one too many.", "cps",
          [(per_second("baro_queue_requests_total", "outcome", 'outcome!="done"'), "{{outcome}}")],
          colours=OUTCOMES),
    Panel("Connecting", "Attempts to connect with PostgreSQL and Redis. Failing ones: the server is away.", "cps",
          [(per_second("baro_postgres_connects_total", "outcome"), "PostgreSQL {{outcome}}"),
           (per_second("baro_redis_connects_total", "outcome"), "Redis {{outcome}}")], width=8),
    Panel("Outbox by node", "Commits whose events are not in the stream yet, as each node sees it.", "none",
          [(node("baro_outbox_rows"), "{{node}}")], width=8),
    Panel("Events", "Put into the stream; times that this failed; deliveries to webhooks.", "cps",
          [(per_second("baro_events_streamed_total"), "streamed"),
           (per_second("baro_events_stream_failures_total"), "stream failed"),
           (per_second("baro_webhook_deliveries_total", "outcome"), "webhook {{outcome}}")], width=8),
    Panel("Ready answers", "How lists and details were found.", "reqps",
          [(per_second("baro_read_cache_total", "outcome"), "{{outcome}}")], width=8, stacked=True),
    Panel("Memory of ready answers", "By node.", "bytes", [(node("baro_read_cache_bytes"), "{{node}}")], width=8,
          stacked=True),
    Panel("Streams of events", "That clients have open.", "none", [(node("baro_event_streams"), "{{node}}")], width=8,
          stacked=True),
])

boards = [overview, actors, cluster, orders, persistence]
