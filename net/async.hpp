#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace baro {

namespace asio = boost::asio;

/// Named, and not the type-erased default: that costs an allocation in each step of a coroutine.
using Executor = asio::io_context::executor_type;

template <class T>
using Task = asio::awaitable<T, Executor>;

inline constexpr asio::use_awaitable_t<Executor> use_task{};

using Clock = std::chrono::steady_clock;
using Deadline = Clock::time_point;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

} // namespace baro
