#pragma once

#include "persistence/front.hpp"
#include "persistence/pg.hpp"
#include "protocol/actors.hpp"

namespace baro {

struct WebhookStoreConfig {
  PgConfig pg;
  WaitLimits limits{};
};

/// One thing after the other: what admins do, and what is to be delivered.
class WebhookStoreWork {
public:
  explicit WebhookStoreWork(PgConfig pg) : session_(std::move(pg), "webhook_store") {}

  Result<Answer<CreatedWebhook>> carry_out(const KeepWebhook& command);
  Result<Webhooks> carry_out(const ListWebhooks& question);
  Result<Done> carry_out(const DeleteWebhook& command);
  Result<Slice<DeliveryView>> carry_out(const ListDeliveries& question);
  Result<WebhookReplayed> carry_out(const ReplayWebhook& command);
  Result<Deliveries> carry_out(const ClaimDeliveries& command);
  Result<Done> carry_out(const NoteDelivery& attempt);

private:
  PgSession session_;
};

class WebhookStoreState
  : public Front<WebhookStoreActor, WebhookStoreWork, Kind<KeepWebhook, Answer<CreatedWebhook>>,
                 Kind<ListWebhooks, Webhooks>, Kind<DeleteWebhook, void>,
                 Kind<ListDeliveries, Slice<DeliveryView>>, Kind<ReplayWebhook, WebhookReplayed>,
                 Kind<ClaimDeliveries, Deliveries>, Kind<NoteDelivery, void>> {
public:
  static constexpr const char* name = "baro.webhook_store";

  WebhookStoreState(WebhookStoreActor::pointer self, WebhookStoreConfig config)
    : Front(self, std::make_unique<WebhookStoreWork>(std::move(config.pg)), /*batch_max=*/16,
            config.limits) {}
};

using WebhookStoreImpl = WebhookStoreActor::stateful_impl<WebhookStoreState>;

} // namespace baro
