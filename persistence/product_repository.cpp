#include "persistence/product_repository.hpp"

#include "protocol/wire.hpp"

namespace baro {

namespace {

CreatedProduct view_of(const CreateProduct& command) {
  CreatedProduct view{command.product, command.name, {}};
  for (const auto& sku : command.skus)
    view.skus.push_back({sku.sku, sku.options, band_of(sku.quantity), sku.quantity});
  return view;
}

Result<Answer<CreatedProduct>> answer_to(const CreateProduct& command,
                                         const Result<ProductCommitted>& verdict) {
  if (!verdict)
    return verdict.error();
  if (!verdict->earlier_answer)
    return Answer<CreatedProduct>{view_of(command)};
  auto earlier = from_wire<CreatedProduct>(*verdict->earlier_answer);
  if (!earlier)
    return std::move(earlier).error();
  return Answer<CreatedProduct>{*std::move(earlier), true};
}

} // namespace

std::vector<Result<Answer<CreatedProduct>>>
create_products(ProductRepository& repository, const std::vector<CreateProduct>& commands) {
  std::vector<CommitProduct> facts;
  for (const auto& command : commands) {
    auto& fact = facts.emplace_back(CommitProduct{command, std::nullopt});
    if (command.idempotency)
      fact.idempotency
        = IdempotencyRecord{command.caller.user, *command.idempotency, to_wire(view_of(command))};
  }
  const auto report = commit_batch(repository, std::span<const CommitProduct>{facts});
  std::vector<Result<Answer<CreatedProduct>>> answers;
  for (std::size_t i = 0; i < commands.size(); ++i)
    answers.push_back(answer_to(commands[i], report.verdicts[i]));
  return answers;
}

} // namespace baro
