-- Sends requests that no other one is like. Arguments: seed, path, host, and what a form says; `{n}` becomes a number.
local seed, path, host, form
local number = 0

function init(arguments)
    seed, path, host, form = arguments[1], arguments[2], arguments[3], arguments[4]
end

function request()
    number = number + 1
    local own = seed .. "x" .. number
    local headers = {["Host"] = host, ["X-Forwarded-Proto"] = "https"}
    if form == nil then
        return wrk.format("GET", (path:gsub("{n}", own)), headers)
    end
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    headers["Sec-Fetch-Site"] = "same-origin"
    return wrk.format("POST", path, headers, (form:gsub("{n}", own)))
end


function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        "RESULT %d %d %d %d %d\n",
        summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99)
    ))
end
