#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/webhook.hpp"

namespace baro {

Found<Webhooks> answer(PgConnection& connection, const ListWebhooks& question);
Found<Slice<DeliveryView>> answer(PgConnection& connection, const ListDeliveries& question);

/// Doing it again delivers all once more.
Found<WebhookReplayed> replay(PgConnection& connection, const ReplayWebhook& command);

Found<Deliveries> claim(PgConnection& connection, const ClaimDeliveries& command);

/// Of an attempt that was noted already, or of a webhook that is gone, nothing changes.
Found<Done> note(PgConnection& connection, const NoteDelivery& attempt);

} // namespace baro
