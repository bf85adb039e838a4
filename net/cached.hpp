#pragma once

#include "net/read_cache.hpp"
#include "net/site.hpp"

namespace baro {

ReadKey key_of(const ListCategories& question);
ReadKey key_of(const ListPopular& question);
ReadKey key_of(const ListNewest& question);
ReadKey key_of(const SearchProducts& question);
ReadKey key_of(const ListStoreProducts& question);
ReadKey key_of(const ListStores& question); // of no single owner
ReadKey key_of(const GetProduct& question);
ReadKey key_of(const GetLook& question);

ReadyAnswer ready(const Categories& categories);
ReadyAnswer ready(const Slice<ItemView>& items);
ReadyAnswer ready(const Slice<StoreView>& stores);
ReadyAnswer ready(const ProductView& product);
ReadyAnswer ready(const LookView& look);

/// The body of an answer as somebody sees it who likes these products.
std::string with_likes(const ReadyAnswer& answer, const LikedProducts& liked);

template <class Question>
Task<Result<ReadyAnswer>> compute(Call& call, Question question) {
  auto view
    = co_await ask(call.gateway, call.services().catalogue, std::move(question), call.deadline);
  if (!view)
    co_return std::move(view).error();
  co_return ready(*view);
}

/// What the catalogue answers, from memory where it can be. Who is logged in sees own likes.
template <class Question>
Task<Reply> cached(Call& call, Question question) {
  auto computation = [&call, question] { return compute(call, question); };
  auto answer
    = co_await call.site.reads.get(key_of(question), call.deadline, std::move(computation));
  if (!answer)
    co_return std::move(answer).error();
  const auto& found = **answer;
  if (call.who && !found.likeable.empty()) {
    FindLiked likes{call.user(), found.likeable};
    auto liked
      = co_await ask(call.gateway, call.services().catalogue, std::move(likes), call.deadline);
    if (!liked)
      co_return std::move(liked).error();
    co_return Response{200, with_likes(found, *liked)};
  }
  Response response;
  response.shared_body = {*answer, &found.body};
  response.with("ETag", found.etag);
  co_return response;
}

} // namespace baro
