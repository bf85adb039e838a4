#pragma once

#include "protocol/type_ids.hpp"

#include <caf/result.hpp>
#include <caf/typed_actor.hpp>

/// Every interface of the system: the table of contents.
namespace baro {

// Entities: one activation each in the cluster, reached by address through their shard
// -------------

/// What every entity understands.
using Entity = caf::typed_actor<
  // Answers whether it went to sleep. It says no while something is in flight.
  caf::result<bool>(Passivate)>;

/// SESSION, one per login: who a cookie belongs to.
using SessionActor = Entity::extend<
  // Errors: not_logged_in.
  caf::result<SessionUser>(ResolveSession),
  // Errors: not_logged_in.
  caf::result<void>(CheckSession),
  // Replies once it can no longer be used.
  caf::result<void>(CloseSession),
  // The same, whatever its secret. Errors: not_found (it is another user's, or has ended).
  caf::result<void>(EndSession)>;

/// SKU: the only place where the stock of that SKU is decided.
using SkuActor
  = Entity::extend<caf::result<StockHeld>(HoldStock), caf::result<StockExpected>(ExpectStock),
                   caf::result<void>(SettleStock),
                   // Replies once the new offer is in force.
                   caf::result<void>(RefreshOffer),
                   // Replies once it is on disk.
                   caf::result<Answer<MovementView>>(MoveStock),
                   caf::result<PreorderView>(SetPreorder)>;

/// COUPON: the only place where its uses are decided.
using CouponActor
  = Entity::extend<caf::result<CouponHeld>(HoldCoupon), caf::result<void>(SettleCoupon),
                   // Replies once what was changed is in force.
                   caf::result<void>(RefreshCoupon)>;

/// CART, one per user.
using CartActor = Entity::extend<
  // Reply once the change is on disk.
  caf::result<Answer<CartItemView>>(AddCartItem), caf::result<void>(ChangeCartItem),
  caf::result<void>(RemoveCartItem),
  // Not answered before it is on disk, but nobody waits for it.
  caf::result<void>(TakeOutOrdered), caf::result<CartView>(GetCart)>;

/// CHECKOUT: places orders: holds the stock, has the order committed, settles. There is a fixed
/// number of them. Which one places an order comes from its Idempotency-Key, so that all repeats
/// meet in one mailbox.
using CheckoutActor = Entity::extend<
  // Replies once it is on disk.
  caf::result<Answer<OrderView>>(PlaceOrder)>;

/// ORDER, one per order: where everything that happens to a placed order meets.
using OrderActor = Entity::extend<
  // Reply once it is on disk.
  caf::result<OrderView>(CancelOrder), caf::result<OrderView>(MoveOrder),
  caf::result<Answer<OrderView>>(ReturnItems), caf::result<void>(ExpireOrder),
  caf::result<Payment>(BeginPayment), caf::result<Answer<PaymentView>>(RecordCharge),
  caf::result<void>(RecordRefund)>;

/// DECK, one per user: what they have swiped, what they like, and which looks they see next.
using DeckActor = Entity::extend<
  // Knows of all swipes, those that are still being saved too.
  caf::result<Slice<LookCard>>(GetDeck),
  // Reply once it is on disk.
  caf::result<void>(SwipeLook), caf::result<void>(UndoSwipe),
  caf::result<SwipesReset>(ResetSwipes)>;

/// CREDIT, one per user: how many pictures may still be made for them.
using CreditActor
  = Entity::extend<caf::result<void>(ReserveCredit),
                   // Replies once it is on disk.
                   caf::result<CreditTaken>(TakeCredit), caf::result<void>(ReleaseCredit),
                   caf::result<CreditsView>(GetCredits)>;
/// DROP, one per product that goes on sale at a set time: its line, and whose turn it is. Whoever
/// looks at it wakes it; what was due meanwhile is done then.
using DropActor = Entity::extend<
  // Reply once it is on disk.
  caf::result<DropChanged>(SetDrop), caf::result<DropChanged>(EndDrop),
  caf::result<PlaceView>(JoinLine), caf::result<void>(LeaveLine),
  // Replies once what it shows is on disk.
  caf::result<PlaceView>(GetPlace), caf::result<DropView>(GetDrop),
  caf::result<TurnTaken>(TakeTurn), caf::result<void>(EndTurn)>;

// Services: one of each on every node
// --------------------------------------------------------------

/// IDENTITY: accounts, passwords, and how a session begins.
using IdentityActor = caf::typed_actor<
  // Errors: email_taken, overloaded.
  caf::result<SignedIn>(SignUp),
  // Errors: wrong_credentials, rate_limited, overloaded.
  caf::result<SignedIn>(LogIn), caf::result<Profile>(GetProfile), caf::result<void>(ChangeProfile),
  // Errors: those of OAUTH.
  caf::result<SignedIn>(LogInByOauth),
  // Errors: unavailable.
  caf::result<Sessions>(ListSessions),
  // Errors: unavailable; some of them may have ended. Asking again is safe.
  caf::result<void>(EndSessions)>;

/// OAUTH: who somebody is, as login providers say. Errors: invalid_request (with the field),
/// login_refused, provider_unavailable, overloaded.
using OauthActor = caf::typed_actor<caf::result<OauthPerson>(IdentifyPerson)>;

/// HTTP CLIENT: calls other people's servers, on a thread of its own. Errors: provider_unavailable,
/// overloaded.
using HttpClientActor = caf::typed_actor<caf::result<HttpAnswer>(HttpCall)>;

/// PAYMENTS: goes between orders and who charges their buyers. What is on its way to a provider
/// keeps nobody waiting but who asked.
using PaymentsActor
  = caf::typed_actor<caf::result<Answer<PaymentView>>(StartPayment),
                     caf::result<PaymentView>(ConfirmPayment), caf::result<void>(NotePayment),
                     caf::result<void>(CheckPayment), caf::result<void>(PayBack)>;

/// PAYMENT PROVIDER: charges buyers, and gives their money back.
using PaymentProviderActor
  = caf::typed_actor<caf::result<Charge>(CreateCharge), caf::result<Charge>(FindCharge),
                     caf::result<void>(RefundCharge)>;
/// FITTING: people's pictures, and clothes on them. Nothing is held while others work at it.
using FittingActor
  = caf::typed_actor<caf::result<UploadTicket>(PrepareUpload), caf::result<void>(CompleteUpload),
                     caf::result<SourceImages>(ListUploads), caf::result<void>(RemoveUpload),
                     // Replies once the credit is taken.
                     caf::result<Answer<Picture>>(FitClothes)>;

/// STORAGE: an object storage that speaks S3.
using StorageActor
  = caf::typed_actor<caf::result<PresignedUrl>(PresignUpload), caf::result<ObjectInfo>(FindObject),
                     caf::result<StoredObject>(ReadObject), caf::result<void>(SaveObject),
                     caf::result<void>(DeleteObject)>;

/// GENERATOR: draws pictures, by way of somebody else's server.
using GeneratorActor = caf::typed_actor<caf::result<Picture>(GeneratePicture)>;

/// PASSWORDS: argon2id, on threads of its own. Errors: overloaded.
using PasswordActor
  = caf::typed_actor<caf::result<PasswordHash>(HashPassword), caf::result<bool>(VerifyPassword)>;

/// CATALOGUE: what is sold, as shoppers and store owners see it. Sees to it that changed offers
/// reach their SKUs.
using CatalogueActor = caf::typed_actor<
  caf::result<Categories>(ListCategories), caf::result<Answer<CategoryView>>(CreateCategory),
  caf::result<Answer<StoreView>>(CreateStore), caf::result<StoreView>(ChangeStore),
  caf::result<StoreView>(GetStore), caf::result<Answer<CreatedProduct>>(CreateProduct),
  caf::result<Slice<ItemView>>(ListPopular), caf::result<Slice<ItemView>>(ListNewest),
  caf::result<ProductView>(GetProduct), caf::result<Skus>(ListSkus), caf::result<void>(LikeProduct),
  caf::result<LookView>(GetLook), caf::result<LikedProducts>(FindLiked),
  caf::result<Slice<LedgerEntryView>>(ListLedger), caf::result<OrderView>(GetOrder),
  caf::result<Slice<OrderSummary>>(ListOrders), caf::result<Slice<OrderSummary>>(ListStoreOrders),
  caf::result<Payments>(ListPayments), caf::result<Slice<ItemView>>(SearchProducts),
  caf::result<Slice<ItemView>>(ListLikedProducts), caf::result<Slice<ItemView>>(ListStoreProducts),
  caf::result<Slice<StoreView>>(ListStores),
  // Reply once no SKU of it is sold as it was.
  caf::result<ProductView>(ChangeProduct), caf::result<void>(WithdrawProduct),
  caf::result<DropView>(SetDrop), caf::result<void>(EndDrop),
  // Reply once the shelf of this node shows it.
  caf::result<Answer<CreatedLook>>(CreateLook), caf::result<void>(ChangeLook),
  caf::result<void>(DeleteLook), caf::result<Slice<LikedLook>>(ListLikedLooks),
  caf::result<Answer<CouponView>>(CreateCoupon), caf::result<CouponView>(GetCoupon),
  caf::result<Slice<CouponView>>(ListCoupons),
  // Replies once no order is given it as it was.
  caf::result<CouponView>(ChangeCoupon)>;

/// SHELF: keeps the newest looks and what they can be liked for in memory, for all decks.
using ShelfActor = caf::typed_actor<caf::result<void>(RefreshShelf)>;

/// ADMIN: accounts and their roles, and what admins have changed.
using AdminActor
  = caf::typed_actor<caf::result<Slice<UserView>>(ListUsers), caf::result<UserView>(GetUser),
                     // Replies once the new role is in force.
                     caf::result<UserView>(ChangeRole),
                     caf::result<Slice<AdminChangeView>>(ListAdminChanges),
                     caf::result<ClusterStatus>(GetCluster), caf::result<EntityPlace>(FindPlace),
                     // Replies once the node has been asked, long before it has left.
                     caf::result<void>(DrainNode)>;

/// EVENTS: the streams of events that clients have open on this node.
using EventsActor
  = caf::typed_actor<caf::result<EventsOpened>(OpenEvents), caf::result<EventsReady>(NextEvents),
                     caf::result<void>(CloseEvents)>;

/// WEBHOOKS: delivers events to whom admins say, and keeps at it until they are taken.
using WebhooksActor
  = caf::typed_actor<caf::result<Answer<CreatedWebhook>>(CreateWebhook),
                     caf::result<Webhooks>(ListWebhooks), caf::result<void>(DeleteWebhook),
                     caf::result<Slice<DeliveryView>>(ListDeliveries),
                     caf::result<WebhookReplayed>(ReplayWebhook)>;

// Persistence: one of each on every node. All but the session store are fronts with a queue before
// workers that block; errors: overloaded, when it is full, and then nothing happened ------------

/// STOCK WRITER: commits whatever piled up while its previous commit was running.
using StockWriterActor = caf::typed_actor<
  // Answered after the commit.
  caf::result<StockCommitted>(CommitStock)>;

/// STOCK ACTIVATOR: raises epochs, many at once.
using StockActivatorActor = caf::typed_actor<caf::result<SkuActivated>(ActivateSku),
                                             caf::result<CouponActivated>(ActivateCoupon)>;

/// CART WRITER: commits whatever piled up while its previous commit was running.
using CartWriterActor = caf::typed_actor<caf::result<CartCommitted>(CommitCart),
                                         caf::result<CartActivated>(ActivateCart)>;

/// LIKE WRITER: commits whatever piled up; adds likes up, so that a loved product costs one row
/// update per batch.
using LikeWriterActor = caf::typed_actor<caf::result<void>(LikeProduct)>;

/// SWIPE WRITER: commits whatever piled up; adds likes up, so that a loved look costs one row
/// update per batch.
using SwipeWriterActor = caf::typed_actor<caf::result<SwipesCommitted>(CommitSwipes),
                                          caf::result<SwipesReset>(ResetSwipes)>;

/// DROP WRITER: drops and their lines; commits whatever piled up while its previous commit was
/// running.
using DropWriterActor
  = caf::typed_actor<caf::result<DropActivated>(ActivateDrop), caf::result<DropSaved>(SaveDrop),
                     caf::result<LineCommitted>(CommitLine)>;

/// CATALOGUE WRITER: the owners' and admins' changes, one transaction each.
using CatalogueWriterActor = caf::typed_actor<
  caf::result<Answer<CategoryView>>(CreateCategory), caf::result<Answer<StoreView>>(CreateStore),
  caf::result<StoreChanged>(ChangeStore), caf::result<ProductChanged>(ChangeProduct),
  caf::result<ProductWithdrawn>(WithdrawProduct), caf::result<Answer<CreatedLook>>(CreateLook),
  caf::result<void>(ChangeLook), caf::result<void>(DeleteLook),
  caf::result<Answer<CouponView>>(CreateCoupon), caf::result<CouponView>(ChangeCoupon)>;

/// PRODUCT WRITER: lists new products; commits whatever piled up while its previous commit was
/// running.
using ProductWriterActor = caf::typed_actor<caf::result<Answer<CreatedProduct>>(CreateProduct)>;

/// READER: every question that PostgreSQL answers without changing anything. A front before a few
/// connections; errors: overloaded, when its queue is full.
using ReaderActor = caf::typed_actor<
  caf::result<Categories>(ListCategories), caf::result<StoreView>(GetStore),
  caf::result<Slice<ItemView>>(ListPopular), caf::result<Slice<ItemView>>(ListNewest),
  caf::result<ProductView>(GetProduct), caf::result<Skus>(ListSkus),
  caf::result<Slice<LedgerEntryView>>(ListLedger), caf::result<LookView>(GetLook),
  caf::result<LikedProducts>(FindLiked), caf::result<Offers>(FindOffers),
  caf::result<OnlySkus>(FindOnlySkus), caf::result<OrderView>(GetOrder),
  caf::result<Slice<OrderSummary>>(ListOrders), caf::result<OrderRecord>(LoadOrder),
  caf::result<Slice<OrderSummary>>(ListStoreOrders), caf::result<Payments>(ListPayments),
  caf::result<PaymentRecord>(FindPayment), caf::result<RefundRecord>(FindRefund),
  caf::result<StoredAnswer>(FindAnswer), caf::result<Credentials>(FindCredentials),
  caf::result<Profile>(GetProfile), caf::result<Slice<ItemView>>(ListLikedProducts),
  caf::result<Slice<ItemView>>(ListStoreProducts), caf::result<Slice<StoreView>>(ListStores),
  caf::result<Slice<UserView>>(ListUsers), caf::result<UserView>(GetUser),
  caf::result<Slice<AdminChangeView>>(ListAdminChanges), caf::result<Swipes>(LoadSwipes),
  caf::result<Slice<LikedLook>>(ListLikedLooks), caf::result<LookIds>(ListLookIds),
  caf::result<ShelfPage>(ListShelf), caf::result<LookCards>(FindLookCards),
  caf::result<StockLevels>(FindStockLevels), caf::result<UnitsCounted>(CountUnits),
  caf::result<CouponView>(GetCoupon), caf::result<Slice<CouponView>>(ListCoupons),
  caf::result<FoundCoupon>(FindCoupon), caf::result<CouponRecord>(LoadCoupon),
  caf::result<UnreceivedUnits>(FindUnreceived), caf::result<ClusterStatus>(GetCluster),
  caf::result<EntityPlace>(FindPlace)>;

/// SEARCHER: products by their words. Apart from the reader, so that a search that takes long holds
/// up other searches only. Errors: overloaded, when its queue is full.
using SearcherActor = caf::typed_actor<caf::result<Slice<ItemView>>(SearchProducts)>;

/// CLUSTER STORE: who belongs to the cluster, and who owns which shard. Blocks, so it is spawned
/// detached. Errors: fenced (this node was evicted), unavailable.
using ClusterStoreActor
  = caf::typed_actor<caf::result<ClusterView>(RenewLease), caf::result<void>(EvictExpired),
                     // Errors: illegal_state (this node is not the coordinator).
                     caf::result<ShardRows>(PlaceShards), caf::result<ShardRows>(HandOver),
                     caf::result<void>(LeaveCluster), caf::result<void>(DrainNode)>;

/// USER WRITER: accounts, one transaction each.
using UserWriterActor
  = caf::typed_actor<caf::result<Profile>(CreateUser), caf::result<void>(ChangeProfile),
                     caf::result<UserView>(ChangeRole), caf::result<OauthEntered>(EnterByOauth)>;

/// FITTING STORE: credits, uploads, and what was fitted.
using FittingStoreActor
  = caf::typed_actor<caf::result<CreditsRecord>(LoadCredits),
                     caf::result<FittingCommitted>(CommitFitting), caf::result<void>(SaveUpload),
                     caf::result<UploadRecord>(FindUpload), caf::result<void>(FinishUpload),
                     caf::result<UploadRecords>(FindUploads), caf::result<void>(RemoveUpload),
                     caf::result<void>(CheckPictures), caf::result<DoomedObjects>(ClaimDoomed),
                     caf::result<void>(ForgetPictures)>;

/// SESSION STORE: sessions in Redis, with a time to live. Errors: unavailable.
using SessionStoreActor
  = caf::typed_actor<caf::result<SessionSaved>(SaveSession),
                     // Errors: not_found.
                     caf::result<SessionRecord>(LoadSession), caf::result<void>(TouchSession),
                     caf::result<void>(DeleteSession), caf::result<Sessions>(FindSessions)>;

/// EVENT STREAM: reads the stream that the relay fills, in Redis. Blocks, so it is spawned
/// detached.
using EventStreamActor
  = caf::typed_actor<caf::result<StreamPage>(ReadStream), caf::result<StreamPage>(ReadPast)>;

/// WEBHOOK STORE: webhooks, and what is to be delivered to them.
using WebhookStoreActor
  = caf::typed_actor<caf::result<Answer<CreatedWebhook>>(KeepWebhook),
                     caf::result<Webhooks>(ListWebhooks), caf::result<void>(DeleteWebhook),
                     caf::result<Slice<DeliveryView>>(ListDeliveries),
                     caf::result<WebhookReplayed>(ReplayWebhook),
                     caf::result<Deliveries>(ClaimDeliveries), caf::result<void>(NoteDelivery)>;

} // namespace baro
