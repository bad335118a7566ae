;; A valid module that asks for a table of 2^32 - 1 elements.
(module (table 0xffffffff funcref) (func (export "_start")))
