#include "actors/checkout/turns.hpp"

#include "actors/ask_all.hpp"

#include <algorithm>

namespace baro {

bool Turns::learn(const std::vector<BasketLine>& lines,
                  const std::vector<Result<StockHeld>>& answers) {
  bool are_missing = false;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (!answers[i] && answers[i].error().code == Errc::not_your_turn)
      for (const auto product : answers[i].error().missing) {
        drops_.emplace(lines[i].sku, product);
        are_missing = are_missing || !are_taken_for(lines[i].sku);
      }
  return are_missing;
}

bool Turns::are_taken_for(SkuId sku) const {
  const auto drop = drops_.find(sku);
  return drop != drops_.end()
         && std::ranges::find(taken_, drop->second, &SpentTurn::product) != taken_.end();
}

void Turns::take(CheckoutActor::pointer self, const Directory& directory, UserId user,
                 const std::vector<BasketLine>& lines, Taken taken) {
  std::map<ProductId, Quantity> units;
  for (const auto& line : lines)
    if (const auto drop = drops_.find(line.sku); drop != drops_.end())
      units[drop->second] += line.quantity;
  std::vector<TakeTurn> questions;
  taken_.clear();
  for (const auto& [product, quantity] : units)
    questions.push_back({product, user, quantity});
  auto answered
    = [this, questions, taken = std::move(taken)](const std::vector<Result<TurnTaken>>& answers) {
        for (const auto& answer : answers)
          if (!answer)
            return taken(answer.error());
        for (std::size_t i = 0; i < questions.size(); ++i)
          taken_.push_back({questions[i].product, answers[i]->position, questions[i].quantity});
        taken(Done{});
      };
  ask_all<TurnTaken>(
    self, directory, std::move(questions),
    [](const TakeTurn& question) { return drop_address(question.product); }, std::move(answered));
}

void Turns::end(const Directory& directory, OrderId order) const {
  for (const auto& turn : taken_)
    tell_if_awake(directory, drop_address(turn.product), EndTurn{turn, order});
}

} // namespace baro
