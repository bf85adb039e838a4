#pragma once

#include "protocol/address.hpp"
#include "protocol/admin.hpp"
#include "protocol/cart.hpp"
#include "protocol/catalogue.hpp"
#include "protocol/cluster.hpp"
#include "protocol/cluster_status.hpp"
#include "protocol/coupon.hpp"
#include "protocol/drop.hpp"
#include "protocol/error.hpp"
#include "protocol/events.hpp"
#include "protocol/fitting.hpp"
#include "protocol/generation.hpp"
#include "protocol/http_call.hpp"
#include "protocol/identity.hpp"
#include "protocol/inventory.hpp"
#include "protocol/listing.hpp"
#include "protocol/look.hpp"
#include "protocol/oauth.hpp"
#include "protocol/order.hpp"
#include "protocol/payment.hpp"
#include "protocol/product_change.hpp"
#include "protocol/routing.hpp"
#include "protocol/session.hpp"
#include "protocol/storage.hpp"
#include "protocol/swipe.hpp"
#include "protocol/user_sessions.hpp"
#include "protocol/webhook.hpp"

#include <caf/error.hpp>
#include <caf/is_error_code_enum.hpp>
#include <caf/type_id.hpp>

// The position of a type in this block is its number on the wire: append, never insert or reorder.
CAF_BEGIN_TYPE_ID_BLOCK(baro, caf::first_custom_type_id)

  CAF_ADD_TYPE_ID(baro, (baro::Errc))
  CAF_ADD_TYPE_ID(baro, (baro::Shortage))
  CAF_ADD_TYPE_ID(baro, (std::vector<baro::Shortage>))
  CAF_ADD_TYPE_ID(baro, (baro::Address))
  CAF_ADD_TYPE_ID(baro, (baro::Envelope))
  CAF_ADD_TYPE_ID(baro, (baro::Passivate))

  CAF_ADD_TYPE_ID(baro, (baro::ResolveSession))
  CAF_ADD_TYPE_ID(baro, (baro::SessionUser))
  CAF_ADD_TYPE_ID(baro, (baro::CloseSession))
  CAF_ADD_TYPE_ID(baro, (baro::SessionRecord))
  CAF_ADD_TYPE_ID(baro, (baro::SaveSession))
  CAF_ADD_TYPE_ID(baro, (baro::LoadSession))
  CAF_ADD_TYPE_ID(baro, (baro::TouchSession))
  CAF_ADD_TYPE_ID(baro, (baro::DeleteSession))

  CAF_ADD_TYPE_ID(baro, (baro::Profile))
  CAF_ADD_TYPE_ID(baro, (baro::SignUp))
  CAF_ADD_TYPE_ID(baro, (baro::LogIn))
  CAF_ADD_TYPE_ID(baro, (baro::SignedIn))
  CAF_ADD_TYPE_ID(baro, (baro::GetProfile))
  CAF_ADD_TYPE_ID(baro, (baro::ChangeProfile))
  CAF_ADD_TYPE_ID(baro, (baro::CreateUser))
  CAF_ADD_TYPE_ID(baro, (baro::FindCredentials))
  CAF_ADD_TYPE_ID(baro, (baro::Credentials))
  CAF_ADD_TYPE_ID(baro, (baro::HashPassword))
  CAF_ADD_TYPE_ID(baro, (baro::PasswordHash))
  CAF_ADD_TYPE_ID(baro, (baro::VerifyPassword))

  CAF_ADD_TYPE_ID(baro, (baro::ListCategories))
  CAF_ADD_TYPE_ID(baro, (baro::Categories))
  CAF_ADD_TYPE_ID(baro, (baro::CreateCategory))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::CategoryView>))
  CAF_ADD_TYPE_ID(baro, (baro::CreateStore))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::StoreView>))
  CAF_ADD_TYPE_ID(baro, (baro::ChangeStore))
  CAF_ADD_TYPE_ID(baro, (baro::StoreChanged))
  CAF_ADD_TYPE_ID(baro, (baro::GetStore))
  CAF_ADD_TYPE_ID(baro, (baro::StoreView))
  CAF_ADD_TYPE_ID(baro, (baro::CreateProduct))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::CreatedProduct>))
  CAF_ADD_TYPE_ID(baro, (baro::ListPopular))
  CAF_ADD_TYPE_ID(baro, (baro::ListNewest))
  CAF_ADD_TYPE_ID(baro, (baro::Slice<baro::ItemView>))
  CAF_ADD_TYPE_ID(baro, (baro::GetProduct))
  CAF_ADD_TYPE_ID(baro, (baro::ProductView))
  CAF_ADD_TYPE_ID(baro, (baro::ListSkus))
  CAF_ADD_TYPE_ID(baro, (baro::Skus))
  CAF_ADD_TYPE_ID(baro, (baro::LikeProduct))
  CAF_ADD_TYPE_ID(baro, (baro::FindOffers))
  CAF_ADD_TYPE_ID(baro, (baro::Offers))
  CAF_ADD_TYPE_ID(baro, (baro::FindOnlySkus))
  CAF_ADD_TYPE_ID(baro, (baro::OnlySkus))

  CAF_ADD_TYPE_ID(baro, (baro::HoldStock))
  CAF_ADD_TYPE_ID(baro, (baro::StockHeld))
  CAF_ADD_TYPE_ID(baro, (baro::ExpectStock))
  CAF_ADD_TYPE_ID(baro, (baro::StockExpected))
  CAF_ADD_TYPE_ID(baro, (baro::SettleStock))
  CAF_ADD_TYPE_ID(baro, (baro::RefreshOffer))
  CAF_ADD_TYPE_ID(baro, (baro::MoveStock))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::MovementView>))
  CAF_ADD_TYPE_ID(baro, (baro::ListLedger))
  CAF_ADD_TYPE_ID(baro, (baro::Slice<baro::LedgerEntryView>))
  CAF_ADD_TYPE_ID(baro, (baro::OrderPlaced))
  CAF_ADD_TYPE_ID(baro, (baro::OrderChanged))
  CAF_ADD_TYPE_ID(baro, (baro::StockMoved))
  CAF_ADD_TYPE_ID(baro, (baro::CommitStock))
  CAF_ADD_TYPE_ID(baro, (baro::StockCommitted))
  CAF_ADD_TYPE_ID(baro, (baro::ActivateSku))
  CAF_ADD_TYPE_ID(baro, (baro::SkuActivated))
  CAF_ADD_TYPE_ID(baro, (baro::FindAnswer))
  CAF_ADD_TYPE_ID(baro, (baro::StoredAnswer))

  CAF_ADD_TYPE_ID(baro, (baro::PlaceOrder))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::OrderView>))
  CAF_ADD_TYPE_ID(baro, (baro::OrderView))
  CAF_ADD_TYPE_ID(baro, (baro::GetOrder))
  CAF_ADD_TYPE_ID(baro, (baro::ListOrders))
  CAF_ADD_TYPE_ID(baro, (baro::Slice<baro::OrderSummary>))
  CAF_ADD_TYPE_ID(baro, (baro::CancelOrder))
  CAF_ADD_TYPE_ID(baro, (baro::LoadOrder))
  CAF_ADD_TYPE_ID(baro, (baro::OrderRecord))

  CAF_ADD_TYPE_ID(baro, (baro::AddCartItem))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::CartItemView>))
  CAF_ADD_TYPE_ID(baro, (baro::ChangeCartItem))
  CAF_ADD_TYPE_ID(baro, (baro::RemoveCartItem))
  CAF_ADD_TYPE_ID(baro, (baro::TakeOutOrdered))
  CAF_ADD_TYPE_ID(baro, (baro::GetCart))
  CAF_ADD_TYPE_ID(baro, (baro::CartView))
  CAF_ADD_TYPE_ID(baro, (baro::CommitCart))
  CAF_ADD_TYPE_ID(baro, (baro::CartCommitted))
  CAF_ADD_TYPE_ID(baro, (baro::ActivateCart))
  CAF_ADD_TYPE_ID(baro, (baro::CartActivated))

  CAF_ADD_ATOM(baro, baro, flush_atom)
  CAF_ADD_ATOM(baro, baro, sweep_atom)

  CAF_ADD_TYPE_ID(baro, (baro::Hello))
  CAF_ADD_TYPE_ID(baro, (baro::Welcome))
  CAF_ADD_TYPE_ID(baro, (baro::FromPeer))
  CAF_ADD_TYPE_ID(baro, (baro::ShardRows))
  CAF_ADD_TYPE_ID(baro, (baro::AssignShard))
  CAF_ADD_TYPE_ID(baro, (baro::ShardDrained))
  CAF_ADD_TYPE_ID(baro, (baro::KnowMembers))
  CAF_ADD_TYPE_ID(baro, (baro::PeerChanged))
  CAF_ADD_TYPE_ID(baro, (baro::LeaveNode))
  CAF_ADD_TYPE_ID(baro, (baro::RenewLease))
  CAF_ADD_TYPE_ID(baro, (baro::ClusterView))
  CAF_ADD_TYPE_ID(baro, (baro::EvictExpired))
  CAF_ADD_TYPE_ID(baro, (baro::PlaceShards))
  CAF_ADD_TYPE_ID(baro, (baro::HandOver))
  CAF_ADD_TYPE_ID(baro, (baro::LeaveCluster))
  CAF_ADD_TYPE_ID(baro, (baro::ClusterChanged))
  CAF_ADD_TYPE_ID(baro, (baro::Farewell))

  CAF_ADD_TYPE_ID(baro, (baro::GetLook))
  CAF_ADD_TYPE_ID(baro, (baro::LookView))
  CAF_ADD_TYPE_ID(baro, (baro::FindLiked))
  CAF_ADD_TYPE_ID(baro, (baro::LikedProducts))

  CAF_ADD_TYPE_ID(baro, (baro::EntityEnded))

  CAF_ADD_TYPE_ID(baro, (baro::ListUsers))
  CAF_ADD_TYPE_ID(baro, (baro::Slice<baro::UserView>))
  CAF_ADD_TYPE_ID(baro, (baro::GetUser))
  CAF_ADD_TYPE_ID(baro, (baro::UserView))
  CAF_ADD_TYPE_ID(baro, (baro::ChangeRole))
  CAF_ADD_TYPE_ID(baro, (baro::ListAdminChanges))
  CAF_ADD_TYPE_ID(baro, (baro::Slice<baro::AdminChangeView>))

  CAF_ADD_TYPE_ID(baro, (baro::SearchProducts))
  CAF_ADD_TYPE_ID(baro, (baro::ListLikedProducts))
  CAF_ADD_TYPE_ID(baro, (baro::ListStoreProducts))
  CAF_ADD_TYPE_ID(baro, (baro::ListStores))
  CAF_ADD_TYPE_ID(baro, (baro::Slice<baro::StoreView>))
  CAF_ADD_TYPE_ID(baro, (baro::ChangeProduct))
  CAF_ADD_TYPE_ID(baro, (baro::ProductChanged))
  CAF_ADD_TYPE_ID(baro, (baro::WithdrawProduct))
  CAF_ADD_TYPE_ID(baro, (baro::ProductWithdrawn))

  CAF_ADD_TYPE_ID(baro, (std::vector<baro::ProductId>))
  CAF_ADD_TYPE_ID(baro, (baro::GetDeck))
  CAF_ADD_TYPE_ID(baro, (baro::Slice<baro::LookCard>))
  CAF_ADD_TYPE_ID(baro, (baro::SwipeLook))
  CAF_ADD_TYPE_ID(baro, (baro::UndoSwipe))
  CAF_ADD_TYPE_ID(baro, (baro::ResetSwipes))
  CAF_ADD_TYPE_ID(baro, (baro::SwipesReset))
  CAF_ADD_TYPE_ID(baro, (baro::ListLikedLooks))
  CAF_ADD_TYPE_ID(baro, (baro::Slice<baro::LikedLook>))
  CAF_ADD_TYPE_ID(baro, (baro::CommitSwipes))
  CAF_ADD_TYPE_ID(baro, (baro::SwipesCommitted))
  CAF_ADD_TYPE_ID(baro, (baro::LoadSwipes))
  CAF_ADD_TYPE_ID(baro, (baro::Swipes))
  CAF_ADD_TYPE_ID(baro, (baro::FindLookCards))
  CAF_ADD_TYPE_ID(baro, (baro::LookCards))
  CAF_ADD_TYPE_ID(baro, (baro::ListLookIds))
  CAF_ADD_TYPE_ID(baro, (baro::LookIds))
  CAF_ADD_TYPE_ID(baro, (baro::ListShelf))
  CAF_ADD_TYPE_ID(baro, (baro::ShelfPage))
  CAF_ADD_TYPE_ID(baro, (baro::RefreshShelf))
  CAF_ADD_TYPE_ID(baro, (baro::CreateLook))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::CreatedLook>))
  CAF_ADD_TYPE_ID(baro, (baro::ChangeLook))
  CAF_ADD_TYPE_ID(baro, (baro::DeleteLook))

  CAF_ADD_TYPE_ID(baro, (baro::ListSessions))
  CAF_ADD_TYPE_ID(baro, (baro::Sessions))
  CAF_ADD_TYPE_ID(baro, (baro::EndSessions))
  CAF_ADD_TYPE_ID(baro, (baro::EndSession))
  CAF_ADD_TYPE_ID(baro, (baro::FindSessions))
  CAF_ADD_TYPE_ID(baro, (baro::SessionSaved))
  CAF_ADD_TYPE_ID(baro, (baro::LogInByOauth))
  CAF_ADD_TYPE_ID(baro, (baro::IdentifyPerson))
  CAF_ADD_TYPE_ID(baro, (baro::OauthPerson))
  CAF_ADD_TYPE_ID(baro, (baro::EnterByOauth))
  CAF_ADD_TYPE_ID(baro, (baro::OauthEntered))
  CAF_ADD_TYPE_ID(baro, (baro::HttpCall))
  CAF_ADD_TYPE_ID(baro, (baro::HttpAnswer))
  CAF_ADD_TYPE_ID(baro, (baro::HttpCallEnded))

  CAF_ADD_TYPE_ID(baro, (baro::ListStoreOrders))
  CAF_ADD_TYPE_ID(baro, (baro::MoveOrder))
  CAF_ADD_TYPE_ID(baro, (baro::ReturnItems))
  CAF_ADD_TYPE_ID(baro, (baro::ExpireOrder))
  CAF_ADD_TYPE_ID(baro, (baro::BeginPayment))
  CAF_ADD_TYPE_ID(baro, (baro::Payment))
  CAF_ADD_TYPE_ID(baro, (baro::RecordCharge))
  CAF_ADD_TYPE_ID(baro, (baro::RecordRefund))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::PaymentView>))
  CAF_ADD_TYPE_ID(baro, (baro::PaymentView))
  CAF_ADD_TYPE_ID(baro, (baro::StartPayment))
  CAF_ADD_TYPE_ID(baro, (baro::ConfirmPayment))
  CAF_ADD_TYPE_ID(baro, (baro::NotePayment))
  CAF_ADD_TYPE_ID(baro, (baro::CheckPayment))
  CAF_ADD_TYPE_ID(baro, (baro::PayBack))
  CAF_ADD_TYPE_ID(baro, (baro::FindPayment))
  CAF_ADD_TYPE_ID(baro, (baro::PaymentRecord))
  CAF_ADD_TYPE_ID(baro, (baro::FindRefund))
  CAF_ADD_TYPE_ID(baro, (baro::RefundRecord))
  CAF_ADD_TYPE_ID(baro, (baro::ListPayments))
  CAF_ADD_TYPE_ID(baro, (baro::Payments))
  CAF_ADD_TYPE_ID(baro, (baro::Charge))
  CAF_ADD_TYPE_ID(baro, (baro::CreateCharge))
  CAF_ADD_TYPE_ID(baro, (baro::FindCharge))
  CAF_ADD_TYPE_ID(baro, (baro::RefundCharge))
  CAF_ADD_ATOM(baro, baro, look_atom)
  CAF_ADD_TYPE_ID(baro, (baro::CheckSession))
  CAF_ADD_TYPE_ID(baro, (baro::ReadStream))
  CAF_ADD_TYPE_ID(baro, (baro::ReadPast))
  CAF_ADD_TYPE_ID(baro, (baro::StreamPage))
  CAF_ADD_TYPE_ID(baro, (baro::OpenEvents))
  CAF_ADD_TYPE_ID(baro, (baro::EventsOpened))
  CAF_ADD_TYPE_ID(baro, (baro::NextEvents))
  CAF_ADD_TYPE_ID(baro, (baro::EventsReady))
  CAF_ADD_TYPE_ID(baro, (baro::CloseEvents))
  CAF_ADD_TYPE_ID(baro, (baro::FindStockLevels))
  CAF_ADD_TYPE_ID(baro, (baro::StockLevels))
  CAF_ADD_TYPE_ID(baro, (baro::CreateWebhook))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::CreatedWebhook>))
  CAF_ADD_TYPE_ID(baro, (baro::KeepWebhook))
  CAF_ADD_TYPE_ID(baro, (baro::ListWebhooks))
  CAF_ADD_TYPE_ID(baro, (baro::Webhooks))
  CAF_ADD_TYPE_ID(baro, (baro::DeleteWebhook))
  CAF_ADD_TYPE_ID(baro, (baro::ListDeliveries))
  CAF_ADD_TYPE_ID(baro, (baro::Slice<baro::DeliveryView>))
  CAF_ADD_TYPE_ID(baro, (baro::ReplayWebhook))
  CAF_ADD_TYPE_ID(baro, (baro::WebhookReplayed))
  CAF_ADD_TYPE_ID(baro, (baro::ClaimDeliveries))
  CAF_ADD_TYPE_ID(baro, (baro::Deliveries))
  CAF_ADD_TYPE_ID(baro, (baro::NoteDelivery))
  CAF_ADD_TYPE_ID(baro, (baro::ReserveCredit))
  CAF_ADD_TYPE_ID(baro, (baro::TakeCredit))
  CAF_ADD_TYPE_ID(baro, (baro::CreditTaken))
  CAF_ADD_TYPE_ID(baro, (baro::ReleaseCredit))
  CAF_ADD_TYPE_ID(baro, (baro::GetCredits))
  CAF_ADD_TYPE_ID(baro, (baro::CreditsView))
  CAF_ADD_TYPE_ID(baro, (baro::PrepareUpload))
  CAF_ADD_TYPE_ID(baro, (baro::UploadTicket))
  CAF_ADD_TYPE_ID(baro, (baro::CompleteUpload))
  CAF_ADD_TYPE_ID(baro, (baro::ListUploads))
  CAF_ADD_TYPE_ID(baro, (baro::SourceImages))
  CAF_ADD_TYPE_ID(baro, (baro::RemoveUpload))
  CAF_ADD_TYPE_ID(baro, (baro::FitClothes))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::Picture>))
  CAF_ADD_TYPE_ID(baro, (baro::LoadCredits))
  CAF_ADD_TYPE_ID(baro, (baro::CreditsRecord))
  CAF_ADD_TYPE_ID(baro, (baro::CommitFitting))
  CAF_ADD_TYPE_ID(baro, (baro::FittingCommitted))
  CAF_ADD_TYPE_ID(baro, (baro::SaveUpload))
  CAF_ADD_TYPE_ID(baro, (baro::FindUpload))
  CAF_ADD_TYPE_ID(baro, (baro::UploadRecord))
  CAF_ADD_TYPE_ID(baro, (baro::FinishUpload))
  CAF_ADD_TYPE_ID(baro, (baro::FindUploads))
  CAF_ADD_TYPE_ID(baro, (baro::UploadRecords))
  CAF_ADD_TYPE_ID(baro, (baro::CheckPictures))
  CAF_ADD_TYPE_ID(baro, (baro::ClaimDoomed))
  CAF_ADD_TYPE_ID(baro, (baro::DoomedObjects))
  CAF_ADD_TYPE_ID(baro, (baro::ForgetPictures))
  CAF_ADD_TYPE_ID(baro, (baro::PresignUpload))
  CAF_ADD_TYPE_ID(baro, (baro::PresignedUrl))
  CAF_ADD_TYPE_ID(baro, (baro::FindObject))
  CAF_ADD_TYPE_ID(baro, (baro::ObjectInfo))
  CAF_ADD_TYPE_ID(baro, (baro::ReadObject))
  CAF_ADD_TYPE_ID(baro, (baro::StoredObject))
  CAF_ADD_TYPE_ID(baro, (baro::SaveObject))
  CAF_ADD_TYPE_ID(baro, (baro::DeleteObject))
  CAF_ADD_TYPE_ID(baro, (baro::GeneratePicture))
  CAF_ADD_TYPE_ID(baro, (baro::Picture))
  CAF_ADD_TYPE_ID(baro, (baro::SetDrop))
  CAF_ADD_TYPE_ID(baro, (baro::EndDrop))
  CAF_ADD_TYPE_ID(baro, (baro::DropChanged))
  CAF_ADD_TYPE_ID(baro, (baro::GetDrop))
  CAF_ADD_TYPE_ID(baro, (baro::DropView))
  CAF_ADD_TYPE_ID(baro, (baro::JoinLine))
  CAF_ADD_TYPE_ID(baro, (baro::GetPlace))
  CAF_ADD_TYPE_ID(baro, (baro::LeaveLine))
  CAF_ADD_TYPE_ID(baro, (baro::PlaceView))
  CAF_ADD_TYPE_ID(baro, (baro::TakeTurn))
  CAF_ADD_TYPE_ID(baro, (baro::TurnTaken))
  CAF_ADD_TYPE_ID(baro, (baro::EndTurn))
  CAF_ADD_TYPE_ID(baro, (baro::ActivateDrop))
  CAF_ADD_TYPE_ID(baro, (baro::DropActivated))
  CAF_ADD_TYPE_ID(baro, (baro::SaveDrop))
  CAF_ADD_TYPE_ID(baro, (baro::DropSaved))
  CAF_ADD_TYPE_ID(baro, (baro::CommitLine))
  CAF_ADD_TYPE_ID(baro, (baro::LineCommitted))
  CAF_ADD_TYPE_ID(baro, (baro::CountUnits))
  CAF_ADD_TYPE_ID(baro, (baro::UnitsCounted))
  CAF_ADD_TYPE_ID(baro, (baro::CreateCoupon))
  CAF_ADD_TYPE_ID(baro, (baro::Answer<baro::CouponView>))
  CAF_ADD_TYPE_ID(baro, (baro::ChangeCoupon))
  CAF_ADD_TYPE_ID(baro, (baro::CouponView))
  CAF_ADD_TYPE_ID(baro, (baro::GetCoupon))
  CAF_ADD_TYPE_ID(baro, (baro::ListCoupons))
  CAF_ADD_TYPE_ID(baro, (baro::Slice<baro::CouponView>))
  CAF_ADD_TYPE_ID(baro, (baro::FindCoupon))
  CAF_ADD_TYPE_ID(baro, (baro::FoundCoupon))
  CAF_ADD_TYPE_ID(baro, (baro::HoldCoupon))
  CAF_ADD_TYPE_ID(baro, (baro::CouponHeld))
  CAF_ADD_TYPE_ID(baro, (baro::SettleCoupon))
  CAF_ADD_TYPE_ID(baro, (baro::RefreshCoupon))
  CAF_ADD_TYPE_ID(baro, (baro::LoadCoupon))
  CAF_ADD_TYPE_ID(baro, (baro::CouponRecord))
  CAF_ADD_TYPE_ID(baro, (baro::ActivateCoupon))
  CAF_ADD_TYPE_ID(baro, (baro::CouponActivated))
  CAF_ADD_TYPE_ID(baro, (baro::SetPreorder))
  CAF_ADD_TYPE_ID(baro, (baro::PreorderSet))
  CAF_ADD_TYPE_ID(baro, (baro::PreorderView))
  CAF_ADD_TYPE_ID(baro, (baro::FindUnreceived))
  CAF_ADD_TYPE_ID(baro, (baro::UnreceivedUnits))
  CAF_ADD_TYPE_ID(baro, (baro::GetCluster))
  CAF_ADD_TYPE_ID(baro, (baro::ClusterStatus))
  CAF_ADD_TYPE_ID(baro, (baro::FindPlace))
  CAF_ADD_TYPE_ID(baro, (baro::EntityPlace))
  CAF_ADD_TYPE_ID(baro, (baro::DrainNode))

CAF_END_TYPE_ID_BLOCK(baro)

namespace baro {

inline std::string to_string(Errc code) { return std::string{info(code).name}; }

inline bool from_string(caf::string_view name, Errc& code) {
  for (const auto& entry : error_catalogue)
    if (name.compare(caf::string_view{entry.name.data(), entry.name.size()}) == 0) {
      code = entry.code;
      return true;
    }
  return false;
}

inline bool from_integer(std::uint8_t value, Errc& code) {
  if (value == 0 || value > error_catalogue.size())
    return false;
  code = static_cast<Errc>(value);
  return true;
}

template <class Inspector>
bool inspect(Inspector& f, Errc& code) {
  auto get = [&code] { return static_cast<std::uint8_t>(code); };
  auto set = [&code](std::uint8_t value) { return from_integer(value, code); };
  return f.apply(get, set);
}

} // namespace baro

CAF_ERROR_CODE_ENUM(baro::Errc)

namespace baro {

inline caf::error to_caf(const Error& error) {
  return caf::make_error(error.code, error.detail, error.shortages, error.missing, error.field,
                         error.reason);
}

inline caf::error to_caf(Errc code, std::string detail = {}) {
  return to_caf(Error{code, std::move(detail)});
}

/// Errors that are not ours mean that no verdict came: the actor died, or its node is gone, before
/// or after it did what it was asked.
inline Error from_caf(const caf::error& error) {
  if (error.category() != caf::type_id_v<Errc>)
    return {Errc::deadline_passed, to_string(error)};
  Error result{static_cast<Errc>(error.code())};
  if (const auto& context = error.context();
      context.match_elements<std::string, std::vector<Shortage>, std::vector<ProductId>,
                             std::string, std::string>()) {
    result.detail = context.get_as<std::string>(0);
    result.shortages = context.get_as<std::vector<Shortage>>(1);
    result.missing = context.get_as<std::vector<ProductId>>(2);
    result.field = context.get_as<std::string>(3);
    result.reason = context.get_as<std::string>(4);
  }
  return result;
}

} // namespace baro
