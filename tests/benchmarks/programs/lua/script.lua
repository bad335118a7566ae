-- Tables, closures, strings, methods: what Lua programs do all day.

local random = 42
local function next_random(limit)
  random = (random * 1103515245 + 12345) % 2147483648
  return random // 65536 % limit
end

-- Queens that do not attack each other.
local function queens(size)
  local solutions, columns, up, down = 0, {}, {}, {}
  local function place(row)
    if row > size then
      solutions = solutions + 1
      return
    end
    for column = 1, size do
      local a, b = row + column, row - column
      if not (columns[column] or up[a] or down[b]) then
        columns[column], up[a], down[b] = true, true, true
        place(row + 1)
        columns[column], up[a], down[b] = nil, nil, nil
      end
    end
  end
  place(1)
  return solutions
end
print("queens", queens(8))

-- Words counted, sorted, joined.
local counts = {}
for _ = 1, 40000 do
  local word = string.char(97 + next_random(26), 97 + next_random(5)) .. next_random(20)
  counts[word] = (counts[word] or 0) + 1
end
local words = {}
for word in pairs(counts) do
  words[#words + 1] = word
end
table.sort(words, function(a, b)
  if counts[a] ~= counts[b] then
    return counts[a] > counts[b]
  end
  return a < b
end)
print("words", #words, words[1], counts[words[1]], words[#words])

-- Objects with inheritance.
local Shape = {}
Shape.__index = Shape
function Shape.new(class, width, height)
  return setmetatable({ width = width, height = height }, class)
end
function Shape:area()
  return self.width * self.height
end
local Triangle = setmetatable({}, { __index = Shape })
Triangle.__index = Triangle
function Triangle:area()
  return Shape.area(self) / 2
end
local total = 0
for i = 1, 120000 do
  local shape = Shape.new(i % 3 == 0 and Triangle or Shape, i % 17, next_random(10))
  total = total + shape:area()
end
print("area", total)

-- Text searched and replaced.
local text = ("the quick brown fox jumps over the lazy dog; "):rep(400)
local replaced, vowels = text:gsub("[aeiou]", string.upper)
local long = 0
for word in replaced:gmatch("%a+") do
  if #word > 4 then
    long = long + 1
  end
end
print("text", vowels, long, replaced:sub(1, 19))

-- Floating point in a table.
local wave = {}
for i = 1, 1000 do
  wave[i] = math.sin(i / 50)
end
for _ = 1, 120 do
  for i = 2, #wave - 1 do
    wave[i] = (wave[i - 1] + 2 * wave[i] + wave[i + 1]) / 4
  end
end
print(string.format("wave %.9f %.9f", wave[250], wave[777]))
