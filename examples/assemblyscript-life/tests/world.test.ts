import { World } from "../assembly/world";

const world = new World(5, 5);
world.put(1, 2, ["OOO"]);
world.step();
assert(world.toString() == ".....\n..#..\n..#..\n..#..\n.....", "a row of three becomes a column");
world.step();
assert(world.population() == 3, "and stays as large");
console.log("2 generations of a blinker are right");
