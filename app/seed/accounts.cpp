#include "app/seed/accounts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <sodium.h>

#include <array>
#include <fstream>
#include <new>
#include <stdexcept>

namespace baro {

namespace {

// OWASP's second choice for argon2id: 19 MiB, two passes.
constexpr std::size_t memory_bytes = 19'456 * 1'024;
constexpr unsigned long long passes = 2;

constexpr DemoAccount accounts[] = {
  {Role::ADMIN, "admin@baro.test", "baro-admin-2026", "관리자"},
  {Role::STORE_OWNER, "owner@baro.test", "baro-owner-2026", "박서연"},
  {Role::BUYER, "buyer@baro.test", "baro-buyer-2026", "김하늘"},
};

} // namespace

std::span<const DemoAccount> demo_accounts() { return accounts; }

std::string hash_password(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> text;
  if (sodium_init() < 0
      || crypto_pwhash_str(text.data(), password.data(), password.size(), passes, memory_bytes)
           != 0)
    throw std::bad_alloc{};
  return text.data();
}

std::string hash_of_no_password() {
  std::array<char, 32> secret;
  randombytes_buf(secret.data(), secret.size());
  return hash_password({secret.data(), secret.size()});
}

void write_accounts(const std::filesystem::path& file) {
  boost::json::array list;
  for (const auto& account : accounts)
    list.push_back(
      {{"role", name_of(account.role)}, {"email", account.email}, {"password", account.password}});
  std::ofstream out{file, std::ios::trunc};
  // Before there is anything to read in it.
  std::error_code failure;
  std::filesystem::permissions(
    file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failure);
  out << boost::json::serialize(list) << '\n';
  out.close();
  if (failure || !out)
    throw std::runtime_error{"cannot write " + file.string()};
}

} // namespace baro
