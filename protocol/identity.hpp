#pragma once

#include "protocol/common.hpp"

namespace baro {

struct Profile {
  UserId id;
  std::string name;
  std::optional<std::string> email; // none: only a login provider knows the account
  std::optional<std::string> phone_number;
  std::optional<std::string> address;
  Role role = Role::BUYER;
};
BOOST_DESCRIBE_STRUCT(Profile, (), (id, name, email, phone_number, address, role))

struct SignUp {
  std::string email; // any case
  std::string password;
  std::string name;
  std::string user_agent;
};
BOOST_DESCRIBE_STRUCT(SignUp, (), (email, password, name, user_agent))

struct LogIn {
  std::string email; // any case
  std::string password;
  std::string user_agent;
  std::uint64_t network = 0; // where it comes from, as network_of() has it
};
BOOST_DESCRIBE_STRUCT(LogIn, (), (email, password, user_agent, network))

/// A new session: what goes into the cookie exists only here.
struct SignedIn {
  Profile profile;
  SessionId session;
  std::string secret;  // 32 random bytes
  bool is_new = false; // so is the account
};
BOOST_DESCRIBE_STRUCT(SignedIn, (), (profile, session, secret, is_new))

struct GetProfile {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(GetProfile, (), (user))

/// Changes what is given and leaves the rest.
struct ChangeProfile {
  UserId user;
  std::optional<std::string> name;
  std::optional<std::string> phone_number;
  std::optional<std::string> address;
};
BOOST_DESCRIBE_STRUCT(ChangeProfile, (), (user, name, phone_number, address))

// For the user store.

/// Errors: email_taken.
struct CreateUser {
  UserId user;
  std::string email; // lower case
  std::string password_hash;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(CreateUser, (), (user, email, password_hash, name))

/// Errors: not_found.
struct FindCredentials {
  std::string email; // lower case
};
BOOST_DESCRIBE_STRUCT(FindCredentials, (), (email))

struct Credentials {
  Profile profile;
  std::string password_hash;
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (profile, password_hash))

// For the password hasher.

struct HashPassword {
  std::string password;
};
BOOST_DESCRIBE_STRUCT(HashPassword, (), (password))

struct PasswordHash {
  std::string text; // argon2id, in PHC string format
};
BOOST_DESCRIBE_STRUCT(PasswordHash, (), (text))

struct VerifyPassword {
  std::string password;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(VerifyPassword, (), (password, hash))

} // namespace baro
