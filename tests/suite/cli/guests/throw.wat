;; Throws what nobody catches.
(module
  (tag $oops (param i32))
  (func $thrower (throw $oops (i32.const 1)))
  (func (export "_start") (call $thrower)))
