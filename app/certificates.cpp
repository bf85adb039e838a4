#include "app/certificates.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace baro {

namespace {

namespace fs = std::filesystem;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free>>;

constexpr int authority_days = 3'650;
constexpr mode_t key_mode = 0600;
constexpr mode_t certificate_mode = 0644;

struct Identity {
  Key key;
  Certificate certificate;
};

[[noreturn]] void fail(const std::string& what) {
  char reason[256] = "no reason given";
  if (const auto code = ERR_get_error(); code != 0)
    ERR_error_string_n(code, reason, sizeof reason);
  throw std::runtime_error{fmt::format("{}: {}", what, reason)};
}

void check(bool done, const char* what) {
  if (!done)
    fail(what);
}

Certificate new_certificate(EVP_PKEY* key, const std::string& name, int days) {
  Certificate certificate{X509_new()};
  auto* it = certificate.get();
  check(it != nullptr, "cannot make a certificate");
  // 20 octets at most, positive, and not to be guessed (RFC 5280, 4.1.2.2).
  unsigned char serial[16];
  check(RAND_bytes(serial, sizeof serial) == 1, "no randomness");
  serial[0] &= 0x7f;
  serial[0] |= 0x40;
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number{BN_bin2bn(serial, sizeof serial, nullptr)};
  check(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(it)) != nullptr,
        "cannot number a certificate");
  check(X509_set_version(it, X509_VERSION_3) == 1
          && X509_gmtime_adj(X509_getm_notBefore(it), 0) != nullptr
          && X509_time_adj_ex(X509_getm_notAfter(it), days, 0, nullptr) != nullptr
          && X509_set_pubkey(it, key) == 1,
        "cannot fill in a certificate");
  check(X509_NAME_add_entry_by_txt(X509_get_subject_name(it), "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0)
          == 1,
        "cannot name a certificate");
  return certificate;
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension{
    X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())};
  check(extension && X509_add_ext(certificate, extension.get(), -1) == 1,
        "cannot extend a certificate");
}

void sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  check(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1,
        "cannot name an issuer");
  extend(certificate, issuer, NID_subject_key_identifier, "hash");
  extend(certificate, issuer, NID_authority_key_identifier, "keyid");
  check(X509_sign(certificate, key, EVP_sha256()) > 0, "cannot sign a certificate");
}

Key new_key() {
  Key key{EVP_EC_gen("P-256")};
  check(key != nullptr, "cannot make a key");
  return key;
}

Identity new_authority() {
  auto key = new_key();
  auto certificate = new_certificate(key.get(), "BARO cluster", authority_days);
  extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  sign(certificate.get(), certificate.get(), key.get());
  return {std::move(key), std::move(certificate)};
}

// Both ends of a connection show theirs, so each is for both purposes.
Identity new_node(const std::string& name, const Identity& authority, int days) {
  auto key = new_key();
  auto certificate = new_certificate(key.get(), name, days);
  auto* issuer = authority.certificate.get();
  extend(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  extend(certificate.get(), issuer, NID_key_usage, "critical,digitalSignature");
  extend(certificate.get(), issuer, NID_ext_key_usage, "serverAuth,clientAuth");
  extend(certificate.get(), issuer, NID_subject_alt_name, "DNS:" + name);
  sign(certificate.get(), issuer, authority.key.get());
  return {std::move(key), std::move(certificate)};
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(EVP_PKEY* key) {
  const Memory memory{BIO_new(BIO_s_mem())};
  check(memory
          && PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr)
               == 1,
        "cannot write a key");
  return text_of(memory.get());
}

std::string pem_of(X509* certificate) {
  const Memory memory{BIO_new(BIO_s_mem())};
  check(memory && PEM_write_bio_X509(memory.get(), certificate) == 1, "cannot write a certificate");
  return text_of(memory.get());
}

// Beside its place first: nobody ever reads half a file, or a key with the rights of an older one.
void write_file(const fs::path& path, const std::string& text, mode_t mode) {
  const auto beside = path.string() + ".new";
  unlink(beside.c_str());
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0)
    throw std::system_error{errno, std::generic_category(), beside};
  const bool written
    = write(file, text.data(), text.size()) == std::ssize(text) && fsync(file) == 0;
  const auto reason = errno;
  close(file);
  if (!written)
    throw std::system_error{reason, std::generic_category(), beside};
  fs::rename(beside, path);
}

std::vector<fs::path> save(const Identity& identity, const fs::path& folder,
                           const std::string& name) {
  const auto key = folder / (name + ".key");
  const auto certificate = folder / (name + ".pem");
  write_file(key, pem_of(identity.key.get()), key_mode);
  write_file(certificate, pem_of(identity.certificate.get()), certificate_mode);
  return {certificate, key};
}

Memory open_file(const fs::path& path) {
  Memory file{BIO_new_file(path.c_str(), "r")};
  if (!file)
    fail("cannot read " + path.string());
  return file;
}

Certificate load_certificate(const fs::path& path) {
  const auto file = open_file(path);
  Certificate certificate{PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr)};
  if (!certificate)
    fail(path.string() + " has no certificate in PEM format");
  return certificate;
}

Key load_key(const fs::path& path) {
  const auto file = open_file(path);
  Key key{PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr)};
  if (!key)
    fail(path.string() + " has no private key in PEM format");
  return key;
}

Identity load_identity(const fs::path& certificate, const fs::path& key) {
  Identity identity{load_key(key), load_certificate(certificate)};
  if (X509_check_private_key(identity.certificate.get(), identity.key.get()) != 1)
    fail(key.string() + " is not the key of " + certificate.string());
  return identity;
}

void verify(const Identity& node, X509* authority, const fs::path& path) {
  const std::unique_ptr<X509_STORE, Freed<X509_STORE_free>> store{X509_STORE_new()};
  const std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>> context{X509_STORE_CTX_new()};
  check(store && context && X509_STORE_add_cert(store.get(), authority) == 1
          && X509_STORE_CTX_init(context.get(), store.get(), node.certificate.get(), nullptr) == 1,
        "cannot verify certificates");
  if (X509_verify_cert(context.get()) != 1)
    throw std::runtime_error{
      fmt::format("{} is refused: {}", path.string(),
                  X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())))};
}

bool is_name(const std::string& name) {
  return !name.empty() && name.size() <= 64 && name != "ca" && name.front() != '.'
         && std::ranges::all_of(name, [](unsigned char c) {
              return std::isalnum(c) || c == '-' || c == '.' || c == '_';
            });
}

} // namespace

Result<std::vector<fs::path>> make_certificates(const CertificateRequest& request) {
  for (const auto& name : request.nodes)
    if (!is_name(name))
      return Error{Errc::invalid_request,
                   fmt::format("'{}' is no name for a node: up to 64 letters, digits, '.', '_' and "
                               "'-', and not 'ca'",
                               name)};
  try {
    std::vector<fs::path> written;
    const auto keep = [&](const std::vector<fs::path>& files) {
      written.insert(written.end(), files.begin(), files.end());
    };
    fs::create_directories(request.folder);
    const bool has_authority
      = fs::exists(request.folder / "ca.pem") || fs::exists(request.folder / "ca.key");
    const auto authority = has_authority
                             ? load_identity(request.folder / "ca.pem", request.folder / "ca.key")
                             : new_authority();
    if (!has_authority)
      keep(save(authority, request.folder, "ca"));
    for (const auto& name : request.nodes)
      keep(save(new_node(name, authority, request.days), request.folder, name));
    return written;
  } catch (const std::exception& failure) {
    return Error{Errc::internal_error, failure.what()};
  }
}

Result<Done> check_certificates(const fs::path& authority, const fs::path& certificate,
                                const fs::path& key) {
  try {
    verify(load_identity(certificate, key), load_certificate(authority).get(), certificate);
    return Done{};
  } catch (const std::exception& failure) {
    return Error{Errc::invalid_request, failure.what()};
  }
}

} // namespace baro
