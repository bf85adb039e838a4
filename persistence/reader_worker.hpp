#pragma once

#include "persistence/admin_queries.hpp"
#include "persistence/batch.hpp"
#include "persistence/catalogue_queries.hpp"
#include "persistence/cluster_queries.hpp"
#include "persistence/coupon_queries.hpp"
#include "persistence/drop_queries.hpp"
#include "persistence/identity_queries.hpp"
#include "persistence/listing_queries.hpp"
#include "persistence/look_queries.hpp"
#include "persistence/offer_queries.hpp"
#include "persistence/order_queries.hpp"
#include "persistence/payment_queries.hpp"
#include "persistence/product_queries.hpp"
#include "persistence/shelf_queries.hpp"
#include "persistence/stock_queries.hpp"
#include "persistence/swipe_queries.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

template <class... Question>
struct Questions {};

/// Answered one by one.
using SingleQuestions
  = Questions<ListCategories, GetStore, ListPopular, ListNewest, ListSkus, ListLedger, FindOnlySkus,
              GetOrder, ListOrders, ListStoreOrders, LoadOrder, ListPayments, FindPayment,
              FindRefund, FindCredentials, GetProfile, ListLikedProducts, ListStoreProducts,
              ListStores, ListUsers, GetUser, ListAdminChanges, LoadSwipes, ListLikedLooks,
              ListLookIds, ListShelf, FindStockLevels, CountUnits, GetCoupon, ListCoupons,
              FindCoupon, LoadCoupon, FindUnreceived, GetCluster, FindPlace>;

/// Asked so often that all of a kind that wait are answered in one round trip.
using MergedQuestions
  = Questions<GetProduct, GetLook, FindLiked, FindOffers, FindAnswer, FindLookCards>;

/// The public interface plus the request to answer what has been merged, which is answered itself
/// once nothing is left.
using ReaderWorkerActor = ReaderActor::extend<caf::result<void>(flush_atom)>;

/// READER WORKER: one connection. Blocks, so it is spawned detached.
class ReaderWorkerState {
public:
  static constexpr const char* name = "baro.reader_worker";

  ReaderWorkerState(ReaderWorkerActor::pointer self, PgConfig pg, std::size_t batch_questions_max);

  ReaderWorkerActor::behavior_type make_behavior();

private:
  template <class... Question>
  ReaderWorkerActor::behavior_type behavior_for(Questions<Question...>);

  template <class Question, class Answer>
  Batch<Question, Answer> merged(std::size_t questions_max);

  ReaderWorkerActor::pointer self_;
  PgSession session_;
  Batch<GetProduct, ProductView> products_;
  Batch<GetLook, LookView> looks_;
  Batch<FindLiked, LikedProducts> likes_;
  Batch<FindOffers, Offers> offers_;
  Batch<FindAnswer, StoredAnswer> answers_;
  Batch<FindLookCards, LookCards> cards_;
};

using ReaderWorkerImpl = ReaderWorkerActor::stateful_impl<ReaderWorkerState>;

} // namespace baro
