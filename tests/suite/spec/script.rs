//! Running a script: a file of directives, one after the other.

use std::collections::HashMap;

use wasmrun_runtime::{Engine, Error, Instance, Linker, Module, Store, TrapCode, Val};
use wast::{
    QuoteWat, WastDirective, WastExecute, WastInvoke, WastRet, Wat,
    lexer::Lexer,
    parser::{self, ParseBuffer},
    token::Id,
};

use crate::{expected::Failure, spectest, suites::Suite, tally::Tally, values};

/// What came of a file.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) tally: Tally,
    pub(crate) failures: Vec<Failure>,
}

/// Runs all directives of a file.
///
/// # Errors
/// If the file cannot be read at all; directives that do not hold are part of the outcome.
pub(crate) fn run(suite: &Suite, text: &str) -> Result<Outcome, wast::Error> {
    let mut lexer = Lexer::new(text);
    lexer.allow_confusing_unicode(true);
    let buffer = ParseBuffer::new_with_lexer(lexer)?;
    let directives = parser::parse::<wast::Wast<'_>>(&buffer)?.directives;
    let mut outcome = Outcome::default();
    let mut script = match Script::new(suite) {
        Ok(script) => script,
        Err(error) => {
            let message = format!("the script cannot begin: {error}");
            outcome.failures.push(Failure { line: 0, message });
            return Ok(outcome);
        }
    };
    for directive in directives {
        let line = directive.span().linecol_in(text).0 + 1;
        let (kind, result) = script.directive(directive);
        outcome.tally.count(kind, result.is_ok());
        if let Err(message) = result {
            outcome.failures.push(Failure { line, message: format!("{kind}: {message}") });
        }
    }
    Ok(outcome)
}

/// The state between directives.
struct Script {
    engine: Engine,
    store: Store<()>,
    linker: Linker<()>,
    /// The instance that directives without a name mean.
    current: Option<Instance>,
    instances: HashMap<String, Instance>,
    last_definition: Option<Module>,
    definitions: HashMap<String, Module>,
}

impl Script {
    fn new(suite: &Suite) -> Result<Self, Error> {
        let engine = Engine::new(&suite.config())?;
        let mut store = Store::new(&engine, ());
        let linker = spectest::linker(&engine, &mut store)?;
        Ok(Self {
            engine,
            store,
            linker,
            current: None,
            instances: HashMap::new(),
            last_definition: None,
            definitions: HashMap::new(),
        })
    }

    /// Executes a directive: its kind, and what is wrong if it does not hold.
    fn directive(&mut self, directive: WastDirective<'_>) -> (&'static str, Result<(), String>) {
        match directive {
            WastDirective::Module(module) => ("module", self.module(module)),
            WastDirective::ModuleDefinition(module) => ("definition", self.definition(module)),
            WastDirective::ModuleInstance { instance, module, .. } => {
                ("instance", self.module_instance(instance, module))
            }
            WastDirective::Register { name, module, .. } => {
                ("register", self.register(name, module))
            }
            WastDirective::Invoke(invoke) => ("invoke", self.invoke(&invoke).map(drop)),
            WastDirective::AssertReturn { exec, results, .. } => {
                ("assert_return", self.assert_return(exec, &results))
            }
            WastDirective::AssertTrap { exec, message, .. } => {
                ("assert_trap", self.assert_trap(exec, message))
            }
            WastDirective::AssertExhaustion { call, .. } => {
                ("assert_exhaustion", self.assert_exhaustion(&call))
            }
            WastDirective::AssertUnlinkable { module, message, .. } => {
                ("assert_unlinkable", self.assert_unlinkable(module, message))
            }
            WastDirective::AssertException { exec, .. } => {
                ("assert_exception", self.assert_exception(exec))
            }
            WastDirective::AssertInvalid { module, .. }
            | WastDirective::AssertInvalidCustom { module, .. } => self.assert_invalid(module),
            WastDirective::AssertMalformed { module, .. }
            | WastDirective::AssertMalformedCustom { module, .. } => self.assert_malformed(module),
            other => ("not supported", Err(format!("cannot execute {other:?}"))),
        }
    }

    fn module(&mut self, mut module: QuoteWat<'_>) -> Result<(), String> {
        let name = module.name();
        self.current = None;
        let bytes = module.encode().map_err(|error| error.to_string())?;
        let instance = self.instantiate(&bytes).map_err(|error| error.to_string())?;
        self.name_instance(name, instance);
        Ok(())
    }

    fn definition(&mut self, mut module: QuoteWat<'_>) -> Result<(), String> {
        let name = module.name();
        let bytes = module.encode().map_err(|error| error.to_string())?;
        let module = Module::new(&self.engine, &bytes).map_err(|error| error.to_string())?;
        if let Some(name) = name {
            self.definitions.insert(name.name().into(), module.clone());
        }
        self.last_definition = Some(module);
        Ok(())
    }

    fn module_instance(
        &mut self,
        name: Option<Id<'_>>,
        module: Option<Id<'_>>,
    ) -> Result<(), String> {
        let module = match module {
            Some(name) => self.definitions.get(name.name()),
            None => self.last_definition.as_ref(),
        };
        let module = module.ok_or("no such definition")?;
        let instance =
            self.linker.instantiate(&mut self.store, module).map_err(|error| error.to_string())?;
        self.name_instance(name, instance);
        Ok(())
    }

    fn name_instance(&mut self, name: Option<Id<'_>>, instance: Instance) {
        if let Some(name) = name {
            self.instances.insert(name.name().into(), instance);
        }
        self.current = Some(instance);
    }

    fn instantiate(&mut self, bytes: &[u8]) -> Result<Instance, Error> {
        let module = Module::new(&self.engine, bytes)?;
        self.linker.instantiate(&mut self.store, &module)
    }

    /// The instance of this name, or the current one.
    fn instance(&self, name: Option<Id<'_>>) -> Result<Instance, String> {
        let instance = match name {
            Some(name) => self.instances.get(name.name()).copied(),
            None => self.current,
        };
        instance.ok_or_else(|| "there is no such instance".into())
    }

    fn register(&mut self, name: &str, module: Option<Id<'_>>) -> Result<(), String> {
        let instance = self.instance(module)?;
        let linked = self.linker.instance(&self.store, name, instance);
        linked.map(drop).map_err(|error| error.to_string())
    }

    /// Calls a function. What the script got wrong is the outer error.
    fn call(&mut self, invoke: &WastInvoke<'_>) -> Result<Result<Vec<Val>, Error>, String> {
        let instance = self.instance(invoke.module)?;
        let func = instance
            .get_func(&self.store, invoke.name)
            .ok_or_else(|| format!("there is no function `{}`", invoke.name))?;
        let arguments =
            invoke.args.iter().map(|argument| values::argument(&mut self.store, argument));
        let arguments = arguments.collect::<Result<Vec<_>, _>>()?;
        let results = func.ty(&self.store).results().len();
        let mut results = vec![Val::I32(0); results];
        Ok(func.call(&mut self.store, &arguments, &mut results).map(|()| results))
    }

    fn invoke(&mut self, invoke: &WastInvoke<'_>) -> Result<Vec<Val>, String> {
        self.call(invoke)?.map_err(|error| error.to_string())
    }

    fn execute(&mut self, execute: WastExecute<'_>) -> Result<Result<Vec<Val>, Error>, String> {
        match execute {
            WastExecute::Invoke(invoke) => self.call(&invoke),
            WastExecute::Wat(mut module) => {
                let bytes = module.encode().map_err(|error| error.to_string())?;
                Ok(self.instantiate(&bytes).map(|_| Vec::new()))
            }
            WastExecute::Get { module, global, .. } => {
                let instance = self.instance(module)?;
                let global = instance.get_global(&self.store, global).ok_or("no such global")?;
                Ok(Ok(vec![global.get(&self.store)]))
            }
        }
    }

    fn assert_return(
        &mut self,
        execute: WastExecute<'_>,
        expected: &[WastRet<'_>],
    ) -> Result<(), String> {
        let results = self.execute(execute)?.map_err(|error| error.to_string())?;
        values::check(&self.store, &results, expected)
    }

    fn assert_trap(&mut self, execute: WastExecute<'_>, message: &str) -> Result<(), String> {
        let error = match self.execute(execute)? {
            Ok(results) => return Err(format!("expected a trap, found {results:?}")),
            Err(error) => error,
        };
        let trap = error.trap().ok_or_else(|| format!("expected a trap, found: {error}"))?;
        // Some messages say more than the kind of trap, such as which element was missing.
        check_message(message, &trap.code().to_string())
    }

    fn assert_exception(&mut self, execute: WastExecute<'_>) -> Result<(), String> {
        match self.execute(execute)? {
            Ok(results) => Err(format!("expected an exception, found {results:?}")),
            Err(error) if error.exception().is_some() => Ok(()),
            Err(error) => Err(format!("expected an exception, found: {error}")),
        }
    }

    fn assert_exhaustion(&mut self, call: &WastInvoke<'_>) -> Result<(), String> {
        match self.call(call)? {
            Ok(results) => Err(format!("expected exhaustion, found {results:?}")),
            Err(error)
                if error.trap().is_some_and(|trap| trap.code() == TrapCode::StackOverflow) =>
            {
                Ok(())
            }
            Err(error) => Err(format!("expected exhaustion, found: {error}")),
        }
    }

    fn assert_unlinkable(&mut self, mut module: Wat<'_>, message: &str) -> Result<(), String> {
        let bytes = module.encode().map_err(|error| error.to_string())?;
        match self.instantiate(&bytes) {
            Ok(_) => Err("the module could be linked".into()),
            Err(error) if error.is_link() => check_message(message, &error.to_string()),
            Err(error) => Err(format!("expected `{message}`, found: {error}")),
        }
    }

    /// The messages of refusals are not compared: the suite gives the reference interpreter's.
    fn assert_invalid(&self, mut module: QuoteWat<'_>) -> (&'static str, Result<(), String>) {
        match module.encode() {
            Ok(bytes) => ("assert_invalid", self.refuses(&bytes)),
            Err(_) => ("assert_invalid (by the text parser)", Ok(())),
        }
    }

    fn assert_malformed(&self, mut module: QuoteWat<'_>) -> (&'static str, Result<(), String>) {
        match module.encode() {
            Ok(bytes) => ("assert_malformed", self.refuses(&bytes)),
            Err(_) => ("assert_malformed (by the text parser)", Ok(())),
        }
    }

    fn refuses(&self, bytes: &[u8]) -> Result<(), String> {
        match Module::new(&self.engine, bytes) {
            Ok(_) => Err("the module is accepted".into()),
            Err(error) if error.is_invalid_module() || error.is_unsupported() => Ok(()),
            Err(error) => Err(format!("refused for another reason: {error}")),
        }
    }
}

/// Whether one message begins with the other.
fn check_message(expected: &str, found: &str) -> Result<(), String> {
    if found.starts_with(expected) || expected.starts_with(found) {
        return Ok(());
    }
    Err(format!("expected `{expected}`, found `{found}`"))
}
