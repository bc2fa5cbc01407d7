-- Sends as many in a second as it is told, whatever the answers take, as long as a connection is free.
dofile("bench/wrk/request.lua")
local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds, nanoseconds; } moment; int clock_gettime(int clock, moment *now);")
local MONOTONIC = 1
local now, next_at = ffi.new("moment"), nil

function delay()
    ffi.C.clock_gettime(MONOTONIC, now)
    local at = tonumber(now.seconds) * 1000 + tonumber(now.nanoseconds) / 1e6
    -- Who is late by more than a second does not catch up: that would be another load.
    next_at = math.max((next_at or at) + 1000 / rate, at - 1000)
    return math.max(0, next_at - at)
end
