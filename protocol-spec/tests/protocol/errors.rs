//! Numbers and kinds of errors stand for each other.

use serde_json::{from_value, json};
use wasmrun_protocol::{ErrorKind, RpcError, code};

#[test]
fn a_missing_kind_follows_from_the_number() {
    let parse = |value| from_value::<RpcError>(value).unwrap().kind();
    assert_eq!(parse(json!({"code": -32800, "message": "m"})), ErrorKind::Cancelled);
    assert_eq!(
        parse(json!({"code": -32601, "message": "m", "data": {}})),
        ErrorKind::MethodNotFound
    );
    assert_eq!(parse(json!({"code": -32000, "message": "m"})), ErrorKind::Unknown);
    let data = json!({"kind": "io"});
    assert_eq!(parse(json!({"code": 1, "message": "m", "data": data})), ErrorKind::Io);
    let data = json!({"kind": "out_of_luck"});
    assert_eq!(parse(json!({"code": 1, "message": "m", "data": data})), ErrorKind::Unknown);
}

#[test]
fn numbers_of_their_own_lead_back_to_their_kinds() {
    for &kind in ErrorKind::KNOWN {
        let code = RpcError::new(kind, "m").code;
        if code != code::PLUGIN_ERROR {
            assert_eq!(ErrorKind::from_code(code), kind);
        }
    }
}
