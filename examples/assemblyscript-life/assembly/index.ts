import { GUN } from "./gun";
import { World } from "./world";

const world = new World(72, 40);
world.put(2, 2, GUN);

export const width: i32 = world.width;
export const height: i32 = world.height;

/** Goes on by one generation, and gives the cells, row by row. */
export function step(): StaticArray<u8> {
  world.step();
  return world.cells;
}

// In a page, the page says when to go on.
if (isDefined(ASC_WASI)) {
  for (let generation = 0; generation <= 120; generation++) {
    if (generation % 60 == 0) {
      console.log(`generation ${generation}: ${world.population()} cells`);
      console.log(world.toString());
    }
    world.step();
  }
}
