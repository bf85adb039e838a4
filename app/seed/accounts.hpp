#pragma once

#include "protocol/common.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace baro {

/// Somebody who can log in to the demo shop.
struct DemoAccount {
  Role role;
  std::string_view email;
  std::string_view password;
  std::string_view name;
};

/// One of each role.
std::span<const DemoAccount> demo_accounts();

/// argon2id with a fresh salt, in PHC string format. Throws std::bad_alloc when it cannot have the
/// memory.
std::string hash_password(std::string_view password);
/// The hash of a password that nobody knows.
std::string hash_of_no_password();

/// Writes them as a JSON list of {role, email, password}, for the owner's eyes only.
/// Throws std::runtime_error when it cannot.
void write_accounts(const std::filesystem::path& file);

} // namespace baro
