-- Sends requests that no other one is like. Arguments: seed, requests per second, host, what a form says or nothing, and
-- paths that are asked for in turns; `{n}` becomes a text that is not used twice.
dofile("bench/wrk/report.lua")
local seed, host, form, paths
local number = 0

function init(arguments)
    seed, rate, host, form = arguments[1], tonumber(arguments[2]), arguments[3], arguments[4]
    paths = {unpack(arguments, 5)}
end

function request()
    number = number + 1
    local own = seed .. "x" .. number
    local path = paths[number % #paths + 1]:gsub("{n}", own)
    local headers = {["Host"] = host, ["X-Forwarded-Proto"] = "https", ["Accept-Encoding"] = "gzip"}
    if form == "" then
        return wrk.format("GET", path, headers)
    end
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    headers["Sec-Fetch-Site"] = "same-origin"
    return wrk.format("POST", path, headers, (form:gsub("{n}", own)))
end
