-- Posts batches of `size` events, each event with an id of its own, from many people; says at the end what came back.
local size = tonumber(os.getenv("BENCH_SIZE"))
local key = os.getenv("BENCH_KEY")
local run = tonumber(os.getenv("BENCH_RUN"))
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init()
  count = 0
  failed = 0
  wrk.method = "POST"
  wrk.headers["content-type"] = "text/plain"
end

function request()
  local events = {}
  local session = string.format("01935f00-0000-7000-9%03x-%012x", number, count % 9973)
  for n = 1, size do
    count = count + 1
    events[n] = string.format(
      '{"id":"01935f00-%04x-7%03x-8000-%012x","seq":%d,"session":"%s","tab":0,"at":1764000000000,"name":"tutorial.step_completed","user":"u%d-%d",' ..
      '"account":"a%d","release":41,"content":"first-invoice","version":7,"step":"new","language":"ja","locale":"ja-JP","trusted":true,"data":{"dwell_ms":5230}}',
      run, number, count, count, session, number, count % 9973, count % 97)
  end
  return wrk.format(nil, "/v1/events", nil,
    '{"v":1,"key":"' .. key .. '","sdk":"bench","sent":1764000000000,"events":[' .. table.concat(events, ",") .. "]}")
end

function response(status)
  if status ~= 200 then failed = failed + 1 end
end

function done(summary, latency)
  local refused = 0
  for _, thread in ipairs(threads) do refused = refused + thread:get("failed") end
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration, refused + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout, latency:percentile(50), latency:percentile(99), latency.max))
end
