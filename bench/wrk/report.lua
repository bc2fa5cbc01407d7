-- Says how it went: answers that are no errors, microseconds it took, errors, and within how many microseconds 50 and 99 of 100 were answered.
function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        "RESULT %d %d %d %d %d\n",
        summary.requests - errors.status, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99)
    ))
end
