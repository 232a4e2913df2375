-- Files requests, each one different, from many addresses.
local count = 0
local wishes = {
  "去年给一家工地供了两车水泥，有合同有送货单，货款八万六一直拖着不给，说等甲方付款。",
  "公司没有理由把我辞退了，没签劳动合同，也没给补偿，工资还欠两个月。",
  "隔壁店卖的酒冒用我们的商标，包装也抄得一模一样，客人都买错了。",
  "城管说我们占道，罚款开得太重，想问问能不能复议。",
  "物业不管漏水，楼上一直往下滴，货都泡了，找谁都推。",
}

function request()
  count = count + 1
  local body = string.format(
    '{"title":"","body":"%s（第%d件）","contact":{"name":"韦建国","phone":"13800138000"},"enterprise":"玉州区某店","place":"玉州区","consent":true}',
    wishes[count % #wishes + 1], count)
  return wrk.format("POST", "/api/v1/requests", {
    ["Content-Type"] = "application/json",
    ["X-Forwarded-For"] = string.format("198.51.%d.%d", math.floor(count / 250) % 250, count % 250),
  }, body)
end

function done(summary, latency)
  io.write(string.format("requests/s  %.0f\n", summary.requests / (summary.duration / 1e6)))
  io.write(string.format("p50  %.1f ms\np99  %.1f ms\nmax  %.1f ms\n",
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
  io.write(string.format("answers other than 2xx/3xx  %d\n", summary.errors.status))
end
