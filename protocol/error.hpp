#pragma once

#include "protocol/describe.hpp"
#include "protocol/ids.hpp"
#include "protocol/result.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baro {

/// What the caller can do about an error. The edge turns each kind into one HTTP status.
enum class ErrorKind : std::uint8_t {
  malformed,
  unauthenticated,
  forbidden,
  not_found,
  wrong_method,
  conflict,
  too_large,
  wrong_media_type,
  unprocessable,
  too_many,
  internal,
  unavailable,
  timed_out,
};

/// One code for each failure that some caller handles differently. Values travel between nodes:
/// append.
enum class Errc : std::uint8_t {
  invalid_request = 1,
  malformed_json,
  not_logged_in,
  wrong_credentials,
  not_allowed,
  cross_site_request,
  not_found,
  method_not_allowed,
  body_too_large,
  unsupported_media_type,
  rate_limited,
  internal_error,
  overloaded,
  unavailable,
  deadline_passed,
  email_taken,
  duplicate,
  out_of_stock,
  not_on_sale,
  sku_required,
  cart_full,
  quantity_limit,
  illegal_state,
  idempotency_key_in_use,
  idempotency_key_reused,
  store_not_active,
  fenced,
  request_timeout,
  not_here,
  products_not_found,
  login_refused,
  provider_unavailable,
  wrong_signature,
  credits_exhausted,
  uploads_limit,
  upload_missing,
  picture_too_large,
  picture_type_not_allowed,
  generation_refused,
  drop_not_started,
  not_your_turn,
  customer_limit,
  coupon_invalid,
  coupon_used_up,
  not_received,
};

struct ErrorInfo {
  Errc code;
  ErrorKind kind;
  std::string_view name;    // the problem's `code`: public and permanent
  std::string_view title;   // for developers
  std::string_view message; // for shoppers, shown as it is: Korean
  std::string_view message_en;
};

inline constexpr std::array error_catalogue = {
  ErrorInfo{Errc::invalid_request, ErrorKind::malformed, "INVALID_REQUEST",
            "A field is missing or not valid; see fieldErrors", "입력한 내용을 다시 확인해 주세요.",
            "Please check what you entered."},
  ErrorInfo{Errc::malformed_json, ErrorKind::malformed, "MALFORMED_JSON",
            "The body is not a JSON object", "요청 형식이 올바르지 않습니다.",
            "The request could not be read."},
  ErrorInfo{Errc::not_logged_in, ErrorKind::unauthenticated, "NOT_LOGGED_IN",
            "No valid session; log in first", "로그인이 필요합니다.", "Please log in."},
  ErrorInfo{Errc::wrong_credentials, ErrorKind::unauthenticated, "WRONG_CREDENTIALS",
            "E-mail or password is wrong", "이메일 또는 비밀번호가 올바르지 않습니다.",
            "The e-mail address or the password is wrong."},
  ErrorInfo{Errc::not_allowed, ErrorKind::forbidden, "FORBIDDEN", "This account may not do that",
            "이 작업을 할 권한이 없습니다.", "You are not allowed to do this."},
  ErrorInfo{Errc::cross_site_request, ErrorKind::forbidden, "CROSS_SITE_REQUEST",
            "State changes are refused from an origin that is not allowed",
            "허용되지 않은 사이트에서 보낸 요청입니다.",
            "This request came from a site that is not allowed."},
  ErrorInfo{Errc::not_found, ErrorKind::not_found, "NOT_FOUND", "There is no such thing",
            "요청한 항목을 찾을 수 없습니다.", "We could not find what you asked for."},
  ErrorInfo{Errc::method_not_allowed, ErrorKind::wrong_method, "METHOD_NOT_ALLOWED",
            "This resource has no such method; see Allow", "지원하지 않는 요청입니다.",
            "This request is not supported."},
  ErrorInfo{Errc::body_too_large, ErrorKind::too_large, "BODY_TOO_LARGE",
            "The body is over the limit", "요청 내용이 너무 큽니다.", "The request is too large."},
  ErrorInfo{Errc::unsupported_media_type, ErrorKind::wrong_media_type, "UNSUPPORTED_MEDIA_TYPE",
            "The body is of a type that this call does not take", "지원하지 않는 형식입니다.",
            "This format is not supported."},
  ErrorInfo{Errc::rate_limited, ErrorKind::too_many, "RATE_LIMITED",
            "Too many requests; wait for Retry-After",
            "요청이 너무 많습니다. 잠시 후 다시 시도해 주세요.",
            "Too many requests. Please try again in a moment."},
  ErrorInfo{Errc::internal_error, ErrorKind::internal, "INTERNAL_ERROR",
            "Our mistake; report the requestId", "일시적인 오류가 발생했습니다.",
            "Something went wrong on our side."},
  ErrorInfo{Errc::overloaded, ErrorKind::unavailable, "OVERLOADED",
            "More requests than can be served; wait for Retry-After",
            "접속이 많아 처리하지 못했습니다. 잠시 후 다시 시도해 주세요.",
            "We are very busy. Please try again in a moment."},
  ErrorInfo{Errc::unavailable, ErrorKind::unavailable, "UNAVAILABLE",
            "A store behind this is down; nothing was done; wait for Retry-After",
            "잠시 서비스를 이용할 수 없습니다. 잠시 후 다시 시도해 주세요.",
            "The service is briefly unavailable. Please try again in a moment."},
  ErrorInfo{Errc::deadline_passed, ErrorKind::timed_out, "DEADLINE_PASSED",
            "No verdict in time; ask again with the same Idempotency-Key",
            "처리가 지연되고 있습니다. 결과를 확인한 뒤 다시 시도해 주세요.",
            "This is taking too long. Please check the result before you try again."},
  ErrorInfo{Errc::email_taken, ErrorKind::conflict, "EMAIL_TAKEN",
            "There is an account with this e-mail address", "이미 가입된 이메일입니다.",
            "This e-mail address is already registered."},
  ErrorInfo{Errc::duplicate, ErrorKind::conflict, "DUPLICATE", "It exists already",
            "이미 존재합니다.", "It already exists."},
  ErrorInfo{Errc::out_of_stock, ErrorKind::conflict, "OUT_OF_STOCK",
            "Not enough left; see shortages", "재고가 부족합니다.",
            "There is not enough left in stock."},
  ErrorInfo{Errc::not_on_sale, ErrorKind::conflict, "NOT_ON_SALE",
            "The product is withdrawn or its store does not sell now",
            "현재 판매하지 않는 상품입니다.", "This product is not on sale at the moment."},
  ErrorInfo{Errc::sku_required, ErrorKind::malformed, "SKU_REQUIRED",
            "The product comes in several sizes or colours; name the skuId",
            "옵션을 선택해 주세요.", "Please choose a size or colour."},
  ErrorInfo{Errc::cart_full, ErrorKind::conflict, "CART_FULL",
            "A cart holds at most 20 different SKUs",
            "장바구니에는 최대 20종의 상품을 담을 수 있습니다.",
            "A cart holds at most 20 different items."},
  ErrorInfo{Errc::quantity_limit, ErrorKind::conflict, "QUANTITY_LIMIT", "At most 99 of one SKU",
            "한 상품은 최대 99개까지 담을 수 있습니다.", "You can take at most 99 of one item."},
  ErrorInfo{Errc::illegal_state, ErrorKind::conflict, "ILLEGAL_STATE",
            "Not possible in its present state", "현재 상태에서는 할 수 없는 작업입니다.",
            "This is not possible in the present state."},
  ErrorInfo{Errc::idempotency_key_in_use, ErrorKind::conflict, "IDEMPOTENCY_KEY_IN_USE",
            "The first request with this key is still running", "같은 요청을 처리하고 있습니다.",
            "The same request is still being processed."},
  ErrorInfo{Errc::idempotency_key_reused, ErrorKind::unprocessable, "IDEMPOTENCY_KEY_REUSED",
            "This key came with another request before; use a new one",
            "이미 다른 요청에 사용된 키입니다.", "This key was used for another request."},
  ErrorInfo{Errc::store_not_active, ErrorKind::conflict, "STORE_NOT_ACTIVE",
            "Only an ACTIVE store can do this", "운영 중인 스토어만 할 수 있는 작업입니다.",
            "Only an active store can do this."},
  ErrorInfo{Errc::fenced, ErrorKind::unavailable, "MOVED",
            "Its owner changed while it was being decided; try again",
            "잠시 후 다시 시도해 주세요.", "Please try again in a moment."},
  ErrorInfo{Errc::request_timeout, ErrorKind::malformed, "REQUEST_TIMEOUT",
            "The request did not arrive in time", "요청을 받는 데 시간이 너무 오래 걸렸습니다.",
            "The request took too long to arrive."},
  ErrorInfo{Errc::not_here, ErrorKind::unavailable, "NOT_HERE", "Its owner is changing; try again",
            "잠시 후 다시 시도해 주세요.", "Please try again in a moment."},
  ErrorInfo{Errc::products_not_found, ErrorKind::not_found, "PRODUCTS_NOT_FOUND",
            "Some of the products do not exist; see missing", "존재하지 않는 상품이 있습니다.",
            "Some of these products do not exist."},
  ErrorInfo{Errc::login_refused, ErrorKind::unauthenticated, "LOGIN_REFUSED",
            "The provider does not vouch for this token or code, or not to this shop",
            "로그인하지 못했습니다. 다시 시도해 주세요.",
            "The login did not work. Please try again."},
  ErrorInfo{Errc::provider_unavailable, ErrorKind::unavailable, "PROVIDER_UNAVAILABLE",
            "Somebody else's server does not answer as it should; wait for Retry-After",
            "외부 서비스에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.",
            "An outside service cannot be reached. Please try again in a moment."},
  ErrorInfo{Errc::wrong_signature, ErrorKind::unauthenticated, "WRONG_SIGNATURE",
            "The signature is not by the secret that was agreed on, or too old",
            "서명을 확인할 수 없습니다.", "The signature could not be verified."},
  ErrorInfo{Errc::credits_exhausted, ErrorKind::too_many, "CREDITS_EXHAUSTED",
            "No credit is left; the next one comes after Retry-After",
            "AI 피팅 이용 횟수를 모두 사용했습니다. 잠시 후 다시 시도해 주세요.",
            "You have used up your AI fittings. Please try again later."},
  ErrorInfo{Errc::uploads_limit, ErrorKind::conflict, "UPLOADS_LIMIT",
            "There are as many pictures as one may have; delete some first",
            "보관할 수 있는 사진 수를 초과했습니다. 기존 사진을 삭제해 주세요.",
            "You have as many pictures as you can keep. Please delete some first."},
  ErrorInfo{Errc::upload_missing, ErrorKind::conflict, "UPLOAD_MISSING",
            "Nothing has been put at the presigned URL yet", "사진이 아직 업로드되지 않았습니다.",
            "The picture has not been uploaded yet."},
  ErrorInfo{Errc::picture_too_large, ErrorKind::unprocessable, "PICTURE_TOO_LARGE",
            "The picture has more than 10485760 bytes", "사진 용량은 최대 10MB입니다.",
            "A picture can have at most 10 MB."},
  ErrorInfo{Errc::picture_type_not_allowed, ErrorKind::unprocessable, "PICTURE_TYPE_NOT_ALLOWED",
            "The picture is of a type that cannot be used; see allowedTypes",
            "사용할 수 없는 사진 형식입니다.", "This type of picture cannot be used."},
  ErrorInfo{Errc::generation_refused, ErrorKind::unprocessable, "GENERATION_REFUSED",
            "The generator does not draw these pictures; others may do",
            "이 사진으로는 이미지를 만들 수 없습니다. 다른 사진을 사용해 주세요.",
            "No picture can be made of these. Please try other ones."},
  ErrorInfo{Errc::drop_not_started, ErrorKind::conflict, "DROP_NOT_STARTED",
            "The product goes on sale later; see its drop", "아직 판매가 시작되지 않은 상품입니다.",
            "This product is not on sale yet."},
  ErrorInfo{Errc::not_your_turn, ErrorKind::conflict, "NOT_YOUR_TURN",
            "The product is sold in the order of its line; see one's place in it",
            "아직 구매 차례가 아닙니다.", "It is not your turn to buy this product."},
  ErrorInfo{Errc::customer_limit, ErrorKind::conflict, "CUSTOMER_LIMIT",
            "More than one customer may buy of this product, or than their turn is for",
            "구매 가능한 수량을 초과했습니다.",
            "This is more than one customer may buy of this product."},
  ErrorInfo{Errc::coupon_invalid, ErrorKind::conflict, "COUPON_INVALID",
            "This coupon does not count for this order; see fieldErrors",
            "이 주문에는 사용할 수 없는 쿠폰입니다.", "This coupon cannot be used for this order."},
  ErrorInfo{Errc::coupon_used_up, ErrorKind::conflict, "COUPON_USED_UP",
            "No use of this coupon is left, or none for this account",
            "이미 모두 사용된 쿠폰입니다.", "This coupon has been used up."},
  ErrorInfo{Errc::not_received, ErrorKind::conflict, "NOT_RECEIVED",
            "Units of a pre-order have not come in yet; see shortages",
            "아직 입고되지 않은 예약 상품이 있습니다.",
            "Some pre-ordered items have not arrived yet."},
};

constexpr const ErrorInfo& info(Errc code) {
  return error_catalogue[static_cast<std::size_t>(code) - 1];
}

consteval bool is_indexed_by_code() {
  for (std::size_t i = 0; i < error_catalogue.size(); ++i)
    if (static_cast<std::size_t>(error_catalogue[i].code) != i + 1)
      return false;
  return true;
}

static_assert(is_indexed_by_code(), "info() counts on it: keep the rows in order, without gaps");

/// A SKU that an order could not get, and what is left of it.
struct Shortage {
  SkuId sku_id;
  Quantity requested = 0;
  Quantity available = 0;
};
BOOST_DESCRIBE_STRUCT(Shortage, (), (sku_id, requested, available))

struct Error {
  Errc code = Errc::internal_error;
  std::string detail{}; // for our log, never for clients: what exactly, with ids and numbers
  std::vector<Shortage>
    shortages{}; // out_of_stock: every SKU that was short; fenced: the SKUs that moved
  // products_not_found: which; not_your_turn: whose turns are needed
  std::vector<ProductId> missing{};
  std::string field{};  // the field of the request that is not accepted
  std::string reason{}; // what is wrong with it, for clients, as in "the coupon ... is paused"
};

} // namespace baro
