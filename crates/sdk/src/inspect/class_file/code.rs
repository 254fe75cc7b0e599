use std::rc::Rc;

use noak::reader::attributes::{BootstrapMethods, Code as RawCode, RawInstruction as Raw};
use noak::reader::{Class, cpool};

use super::constant::{CallKind, Constant, Member, Pool};
use super::instruction::{Code, Comparison, DynamicCall, Instruction, IntOperation, Order, Rearrangement, Switch};

/// `None` when it cannot be understood; subroutines, which no compiler has written since Java 6, are not.
pub(super) fn read(class: &Class<'_>, raw: &RawCode<'_>) -> Option<Code> {
    let mut found = Vec::new();
    for instruction in raw.raw_instructions() {
        let (at, instruction) = instruction.ok()?;
        found.push((at.as_u32(), instruction));
    }
    let places: Vec<u32> = found.iter().map(|(at, _)| *at).collect();
    let reader = Reader { class, pool: Pool::new(class.pool()), places: &places };
    let instructions = found.iter().map(|(at, raw)| reader.read(*at, raw)).collect::<Option<_>>()?;
    Some(Code { locals: usize::from(raw.max_locals()), instructions })
}

struct Reader<'a> {
    class: &'a Class<'a>,
    pool: Pool<'a>,
    places: &'a [u32],
}

impl Reader<'_> {
    fn read(&self, at: u32, raw: &Raw<'_>) -> Option<Instruction> {
        self.operand(raw).or_else(|| self.jump(at, raw)).or_else(|| plain(raw))
    }

    /// Instructions with a constant or the number of a local variable.
    fn operand(&self, raw: &Raw<'_>) -> Option<Instruction> {
        use Instruction as I;
        Some(match raw {
            Raw::BIPush { value } => int(i32::from(*value)),
            Raw::SIPush { value } => int(i32::from(*value)),
            Raw::LdC { index } | Raw::LdCW { index } | Raw::LdC2W { index } => self.push(index.as_u16())?,
            Raw::ALoad { index } | Raw::ILoad { index } | Raw::FLoad { index } => I::Load((*index).into()),
            Raw::ALoadW { index } | Raw::ILoadW { index } | Raw::FLoadW { index } => I::Load(*index),
            Raw::LLoad { .. } | Raw::DLoad { .. } | Raw::LLoadW { .. } | Raw::DLoadW { .. } => I::LoadWide,
            Raw::AStore { index }
            | Raw::IStore { index }
            | Raw::FStore { index }
            | Raw::LStore { index }
            | Raw::DStore { index } => I::Store((*index).into()),
            Raw::AStoreW { index }
            | Raw::IStoreW { index }
            | Raw::FStoreW { index }
            | Raw::LStoreW { index }
            | Raw::DStoreW { index } => I::Store(*index),
            Raw::IInc { index, value } => I::Increment((*index).into(), (*value).into()),
            Raw::IIncW { index, value } => I::Increment(*index, (*value).into()),
            Raw::GetStatic { index } => I::GetStatic(self.field(*index)?),
            Raw::PutStatic { index } => I::PutStatic(self.field(*index)?),
            Raw::GetField { index } => I::GetField(self.field(*index)?),
            Raw::PutField { index } => I::PutField(self.field(*index)?),
            Raw::InvokeVirtual { index } => self.method(CallKind::Virtual, index.as_u16())?,
            Raw::InvokeInterface { index, .. } => self.method(CallKind::Virtual, index.as_u16())?,
            Raw::InvokeSpecial { index } => self.method(CallKind::Special, index.as_u16())?,
            Raw::InvokeStatic { index } => self.method(CallKind::Static, index.as_u16())?,
            Raw::InvokeDynamic { index } => self.dynamic(index.as_u16())?,
            Raw::New { index } => I::New(self.class(index.as_u16())?),
            Raw::MultiANewArray { dimensions, .. } => I::NewArrays((*dimensions).into()),
            Raw::InstanceOf { index } => I::InstanceOf(self.class(index.as_u16())?),
            _ => return None,
        })
    }

    fn jump(&self, at: u32, raw: &Raw<'_>) -> Option<Instruction> {
        use Comparison as C;
        use Order as O;
        let (comparison, offset) = match raw {
            Raw::Goto { offset } => return Some(Instruction::Jump(self.to(at, (*offset).into())?)),
            Raw::GotoW { offset } => return Some(Instruction::Jump(self.to(at, *offset)?)),
            Raw::LookupSwitch(switch) => {
                let cases = switch.pairs().map(|pair| (pair.key(), pair.offset()));
                return self.switch(at, switch.default_offset(), cases);
            }
            // The reader of these counts one further than the last.
            Raw::TableSwitch(switch) if switch.high() < i32::MAX => {
                let cases = switch.pairs().map(|pair| (pair.key(), pair.offset()));
                return self.switch(at, switch.default_offset(), cases);
            }
            Raw::IfEq { offset } => (C::Zero(O::Equal), offset),
            Raw::IfNe { offset } => (C::Zero(O::NotEqual), offset),
            Raw::IfLt { offset } => (C::Zero(O::Less), offset),
            Raw::IfGe { offset } => (C::Zero(O::GreaterOrEqual), offset),
            Raw::IfGt { offset } => (C::Zero(O::Greater), offset),
            Raw::IfLe { offset } => (C::Zero(O::LessOrEqual), offset),
            Raw::IfICmpEq { offset } => (C::Ints(O::Equal), offset),
            Raw::IfICmpNe { offset } => (C::Ints(O::NotEqual), offset),
            Raw::IfICmpLt { offset } => (C::Ints(O::Less), offset),
            Raw::IfICmpGe { offset } => (C::Ints(O::GreaterOrEqual), offset),
            Raw::IfICmpGt { offset } => (C::Ints(O::Greater), offset),
            Raw::IfICmpLe { offset } => (C::Ints(O::LessOrEqual), offset),
            Raw::IfACmpEq { offset } => (C::Same, offset),
            Raw::IfACmpNe { offset } => (C::NotSame, offset),
            Raw::IfNull { offset } => (C::Null, offset),
            Raw::IfNonNull { offset } => (C::NotNull, offset),
            _ => return None,
        };
        Some(Instruction::Compare(comparison, self.to(at, (*offset).into())?))
    }

    /// Where a jump leads, as a place in the list.
    fn to(&self, at: u32, offset: i32) -> Option<usize> {
        let target = u32::try_from(i64::from(at) + i64::from(offset)).ok()?;
        self.places.binary_search(&target).ok()
    }

    fn field(&self, index: cpool::Index<cpool::FieldRef<'_>>) -> Option<Rc<Member>> {
        let pool = &self.pool;
        let field = pool.items.get(cpool::Index::<cpool::Item<'_>>::new(index.as_u16()).ok()?).ok()?;
        let cpool::Item::FieldRef(field) = field else { return None };
        Member::of(pool, field.class, field.name_and_type).map(Rc::new)
    }

    fn method(&self, kind: CallKind, index: u16) -> Option<Instruction> {
        let method = Member::method(&self.pool, cpool::Index::new(index).ok()?)?;
        Some(Instruction::Call(kind, Rc::new(method)))
    }

    fn class(&self, index: u16) -> Option<Rc<str>> {
        match Constant::of(&self.pool, cpool::Index::new(index).ok()?) {
            Constant::Class(name) => Some(name),
            _ => None,
        }
    }

    fn dynamic(&self, index: u16) -> Option<Instruction> {
        let pool = &self.pool;
        let cpool::Item::InvokeDynamic(call) =
            pool.items.get(cpool::Index::<cpool::Item<'_>>::new(index).ok()?).ok()?
        else {
            return None;
        };
        let named = pool.items.retrieve(call.name_and_type).ok()?;
        let methods: BootstrapMethods<'_> = self.class.attributes().find_attribute(pool.items).ok()??;
        let method = methods.methods().into_iter().nth(call.bootstrap_method_attr.into())?.ok()?;
        let handle = Constant::of(pool, cpool::Index::new(method.method_ref().as_u16()).ok()?);
        let Constant::Handle(bootstrap) = handle else { return None };
        let arguments = method.arguments().into_iter().map(|index| Some(Constant::of(pool, index.ok()?)));
        Some(Instruction::CallDynamic(Rc::new(DynamicCall {
            name: pool.text(named.name),
            descriptor: pool.text(named.descriptor),
            bootstrap,
            arguments: arguments.collect::<Option<_>>()?,
        })))
    }

    fn switch(&self, at: u32, default: i32, cases: impl Iterator<Item = (i32, i32)>) -> Option<Instruction> {
        let cases = cases.map(|(key, offset)| Some((key, self.to(at, offset)?))).collect::<Option<_>>()?;
        Some(Instruction::Switch(Rc::new(Switch { cases, default: self.to(at, default)? })))
    }

    fn push(&self, index: u16) -> Option<Instruction> {
        Some(Instruction::Push(Constant::of(&self.pool, cpool::Index::new(index).ok()?)))
    }
}

fn int(value: i32) -> Instruction {
    Instruction::Push(Constant::Int(value))
}

/// Instructions without operands, but for those whose operand does not matter.
fn plain(raw: &Raw<'_>) -> Option<Instruction> {
    use Instruction as I;
    use IntOperation as N;
    use Rearrangement as R;
    Some(match raw {
        Raw::AConstNull => I::Push(Constant::Null),
        Raw::IConstM1 => int(-1),
        Raw::IConst0 => int(0),
        Raw::IConst1 => int(1),
        Raw::IConst2 => int(2),
        Raw::IConst3 => int(3),
        Raw::IConst4 => int(4),
        Raw::IConst5 => int(5),
        Raw::FConst0 | Raw::FConst1 | Raw::FConst2 => I::Mix(0),
        Raw::LConst0 | Raw::LConst1 | Raw::DConst0 | Raw::DConst1 => I::MixWide(0),
        Raw::ALoad0 | Raw::ILoad0 | Raw::FLoad0 => I::Load(0),
        Raw::ALoad1 | Raw::ILoad1 | Raw::FLoad1 => I::Load(1),
        Raw::ALoad2 | Raw::ILoad2 | Raw::FLoad2 => I::Load(2),
        Raw::ALoad3 | Raw::ILoad3 | Raw::FLoad3 => I::Load(3),
        Raw::LLoad0
        | Raw::DLoad0
        | Raw::LLoad1
        | Raw::DLoad1
        | Raw::LLoad2
        | Raw::DLoad2
        | Raw::LLoad3
        | Raw::DLoad3 => I::LoadWide,
        Raw::AStore0 | Raw::IStore0 | Raw::FStore0 | Raw::LStore0 | Raw::DStore0 => I::Store(0),
        Raw::AStore1 | Raw::IStore1 | Raw::FStore1 | Raw::LStore1 | Raw::DStore1 => I::Store(1),
        Raw::AStore2 | Raw::IStore2 | Raw::FStore2 | Raw::LStore2 | Raw::DStore2 => I::Store(2),
        Raw::AStore3 | Raw::IStore3 | Raw::FStore3 | Raw::LStore3 | Raw::DStore3 => I::Store(3),
        Raw::AALoad | Raw::BALoad | Raw::CALoad | Raw::FALoad | Raw::IALoad | Raw::SALoad => I::ArrayLoad,
        Raw::LALoad | Raw::DALoad => I::ArrayLoadWide,
        Raw::AAStore
        | Raw::BAStore
        | Raw::CAStore
        | Raw::DAStore
        | Raw::FAStore
        | Raw::IAStore
        | Raw::LAStore
        | Raw::SAStore => I::ArrayStore,
        Raw::ArrayLength => I::ArrayLength,
        Raw::NewArray { .. } | Raw::ANewArray { .. } => I::NewArray,
        Raw::CheckCast { .. } => I::CheckCast,
        Raw::Pop => I::Rearrange(R::Pop),
        Raw::Pop2 => I::Rearrange(R::Pop2),
        Raw::Dup => I::Rearrange(R::Dup),
        Raw::DupX1 => I::Rearrange(R::DupX1),
        Raw::DupX2 => I::Rearrange(R::DupX2),
        Raw::Dup2 => I::Rearrange(R::Dup2),
        Raw::Dup2X1 => I::Rearrange(R::Dup2X1),
        Raw::Dup2X2 => I::Rearrange(R::Dup2X2),
        Raw::Swap => I::Rearrange(R::Swap),
        Raw::IAdd => I::Int(N::Add),
        Raw::ISub => I::Int(N::Subtract),
        Raw::IMul => I::Int(N::Multiply),
        Raw::IDiv => I::Int(N::Divide),
        Raw::IRem => I::Int(N::Remainder),
        Raw::IAnd => I::Int(N::And),
        Raw::IOr => I::Int(N::Or),
        Raw::IXor => I::Int(N::Xor),
        Raw::IShL => I::Int(N::ShiftLeft),
        Raw::IShR => I::Int(N::ShiftRight),
        // What narrows an integer changes none that counts or compares.
        Raw::Nop | Raw::I2B | Raw::I2C | Raw::I2S => I::Nop,
        Raw::MonitorEnter | Raw::MonitorExit => I::Drop,
        Raw::Return => I::Return,
        Raw::AReturn | Raw::IReturn | Raw::FReturn | Raw::LReturn | Raw::DReturn => I::ReturnValue,
        Raw::AThrow => I::Throw,
        other => return numbers(other),
    })
}

/// Arithmetic whose outcome does not matter.
fn numbers(raw: &Raw<'_>) -> Option<Instruction> {
    Some(match raw {
        Raw::INeg | Raw::FNeg | Raw::D2F | Raw::D2I | Raw::F2I | Raw::I2F | Raw::L2F | Raw::L2I => Instruction::Mix(1),
        Raw::FAdd
        | Raw::FDiv
        | Raw::FMul
        | Raw::FRem
        | Raw::FSub
        | Raw::IUShR
        | Raw::DCmpG
        | Raw::DCmpL
        | Raw::FCmpG
        | Raw::FCmpL
        | Raw::LCmp => Instruction::Mix(2),
        Raw::DNeg | Raw::LNeg | Raw::D2L | Raw::F2D | Raw::F2L | Raw::I2D | Raw::I2L | Raw::L2D => {
            Instruction::MixWide(1)
        }
        Raw::DAdd
        | Raw::DDiv
        | Raw::DMul
        | Raw::DRem
        | Raw::DSub
        | Raw::LAdd
        | Raw::LAnd
        | Raw::LDiv
        | Raw::LMul
        | Raw::LOr
        | Raw::LRem
        | Raw::LShL
        | Raw::LShR
        | Raw::LSub
        | Raw::LUShR
        | Raw::LXor => Instruction::MixWide(2),
        _ => return None,
    })
}
