#pragma once
// What the door lets a caller take of it: bytes of a request, time, connections, threads and requests a second, with
// their defaults. [control] of the configuration sets them (daemon/settings/schema_control.cpp).

#include <chrono>
#include <cstdint>

namespace sluss::daemon::door {

struct Limits {
  std::uint32_t header = 16U << 10U;               ///< bytes of the first line and all header fields
  std::uint64_t body = 1U << 20U;                  ///< bytes
  std::chrono::milliseconds header_time{10'000};   ///< from the first byte to the header's end
  std::chrono::milliseconds body_time{30'000};     ///< all of the body
  std::chrono::milliseconds handler_time{60'000};  ///< waiting for a thread included; then 504 and `stop`
  std::chrono::milliseconds answer_time{60'000};   ///< plus a second for each 64 KiB
  std::chrono::milliseconds idle_time{60'000};     ///< between two requests of a connection
  int connections = 256;                           ///< at once, of each of socket and TCP
  int connections_of_address = 64;                 ///< of those over TCP, of one network_of() the address
  int requests_of_identity = 16;                   ///< under way at once
  int threads = 4;                                 ///< of socket and TCP together; at least 2
  int threads_kept = 1;  ///< of them, reserved for the socket, and as many for TCP; at most half of them
  int waiting = 64;      ///< requests that wait for a thread, of each of socket and TCP
  double rate = 20;      ///< requests a second and identity
  double burst = 100;    ///< after a pause, at once
};

}  // namespace sluss::daemon::door
