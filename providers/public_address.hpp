#pragma once

#include <sys/socket.h>

namespace baro {

/// Whether it can only be a machine of the public internet: not this one, nor one of its network,
/// nor many (RFC 6890). Of IPv6, what is not global unicast is refused, and what hides an IPv4
/// address is that address.
bool is_public_address(const sockaddr& address);

} // namespace baro
