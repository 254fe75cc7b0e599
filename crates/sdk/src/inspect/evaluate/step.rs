use super::super::class_file::{Comparison, Instruction, IntOperation, Order, Rearrangement, Switch};
use super::frame::{Flow, State};
use super::machine::{Halt, Machine};
use super::value::{Shape, Value};

/// An array longer than this is not followed.
const LONGEST_ARRAY: i32 = 10_000;

impl Machine<'_> {
    /// Carries out one instruction.
    pub(super) fn step(&mut self, instruction: &Instruction, state: &mut State) -> Result<Flow, Halt> {
        use Instruction as I;
        match instruction {
            I::Nop | I::CheckCast => {}
            I::Push(constant) => state.push(Value::of(constant)),
            I::Load(index) => state.push(local(state, *index).unwrap_or(Value::Unknown)),
            I::LoadWide => state.push(Value::Wide),
            I::Store(index) => store(state, *index),
            I::Increment(index, by) => {
                let value = match local(state, *index) {
                    Some(Value::Int(value)) => Value::Int(value.wrapping_add(*by)),
                    _ => Value::Unknown,
                };
                state.push(value);
                store(state, *index);
            }
            I::Rearrange(how) => rearrange(state, *how),
            I::Int(operation) => int(state, *operation),
            I::Mix(count) => mix(state, *count, Value::Unknown),
            I::MixWide(count) => mix(state, *count, Value::Wide),
            I::Drop => drop(state.pop()),
            I::Compare(comparison, target) => return Ok(branch(state, *comparison, *target)),
            I::Jump(target) => return Ok(Flow::To(*target)),
            I::Switch(switch) => return Ok(choose(&state.pop(), switch)),
            I::Return => return Ok(Flow::Return(Value::Unknown)),
            I::ReturnValue => return Ok(Flow::Return(state.pop())),
            I::Throw => return Ok(Flow::End),
            other => return self.step_object(other, state),
        }
        Ok(Flow::Next)
    }

    fn step_object(&mut self, instruction: &Instruction, state: &mut State) -> Result<Flow, Halt> {
        use Instruction as I;
        match instruction {
            I::ArrayLoad => self.array_load(state, Value::Unknown),
            I::ArrayLoadWide => self.array_load(state, Value::Wide),
            I::ArrayStore => self.array_store(state),
            I::ArrayLength => {
                let array = state.pop();
                let length = match self.shape(&array) {
                    Some(Shape::Items(items)) => i32::try_from(items.len()).map_or(Value::Unknown, Value::Int),
                    _ => Value::Unknown,
                };
                state.push(length);
            }
            I::GetStatic(field) => {
                let value = self.static_field(field)?;
                state.push(value);
            }
            I::PutStatic(field) => {
                let value = state.pop();
                self.set_static_field(field, value)?;
            }
            I::GetField(field) => {
                let value = match state.pop() {
                    Value::Object(id) => self.field(id, field),
                    Value::Null => return Ok(Flow::End),
                    _ => Value::Unknown,
                };
                state.push(value);
            }
            I::PutField(field) => {
                let value = state.pop();
                match state.pop() {
                    Value::Object(id) => self.set_field(id, &field.name, value),
                    Value::Null => return Ok(Flow::End),
                    _ => {}
                }
            }
            I::Call(kind, method) => return self.call(*kind, method, state),
            I::CallDynamic(call) => return self.call_dynamic(call, state),
            I::New(class) => {
                self.initialise(class)?;
                let object = self.make(class.clone(), Shape::Plain)?;
                state.push(object);
            }
            I::NewArray => {
                let array = match state.pop() {
                    Value::Int(length @ 0..=LONGEST_ARRAY) => {
                        self.room(length.unsigned_abs() as usize)?;
                        self.make("[", Shape::Items(vec![Value::Null; length.unsigned_abs() as usize]))?
                    }
                    _ => Value::Unknown,
                };
                state.push(array);
            }
            I::NewArrays(dimensions) => mix(state, *dimensions, Value::Unknown),
            I::InstanceOf(class) => {
                let value = state.pop();
                let truth = self.instance_of(&value, class);
                state.push(truth.map_or(Value::Unknown, Value::truth));
            }
            _ => {}
        }
        Ok(Flow::Next)
    }

    fn array_load(&mut self, state: &mut State, unknown: Value) {
        let (index, array) = (state.pop(), state.pop());
        let value = match (self.shape(&array), index) {
            (Some(Shape::Items(items)), Value::Int(index)) => {
                usize::try_from(index).ok().and_then(|index| items.get(index).cloned())
            }
            _ => None,
        };
        // Numbers are not kept apart from null, which a fresh array of them does not hold.
        state.push(value.filter(|_| unknown == Value::Unknown).unwrap_or(unknown));
    }

    fn array_store(&mut self, state: &mut State) {
        let (value, index, array) = (state.pop(), state.pop(), state.pop());
        let Value::Object(id) = array else { return };
        let Shape::Items(items) = &mut self.object_mut(id).shape else { return };
        match index {
            Value::Int(index) => {
                if let Some(item) = usize::try_from(index).ok().and_then(|index| items.get_mut(index)) {
                    *item = value;
                }
            }
            _ => items.fill(Value::Unknown),
        }
    }

    pub(super) fn instance_of(&mut self, value: &Value, class: &str) -> Option<bool> {
        match value {
            Value::Null => Some(false),
            Value::Text(_) if matches!(class, "java/lang/String" | "java/lang/CharSequence" | "java/lang/Object") => {
                Some(true)
            }
            Value::Object(id) => {
                let own = self.object(*id).class.clone();
                self.is_a(&own, class)
            }
            _ => None,
        }
    }
}

fn local(state: &State, index: u16) -> Option<Value> {
    state.locals.get(usize::from(index)).cloned()
}

fn store(state: &mut State, index: u16) {
    let value = state.pop();
    if let Some(local) = state.locals.get_mut(usize::from(index)) {
        *local = value;
    }
}

fn mix(state: &mut State, count: usize, left: Value) {
    state.take(count);
    state.push(left);
}

/// A long or double counts as two, being one value here.
fn rearrange(state: &mut State, how: Rearrangement) {
    use Rearrangement as R;
    let is_wide = |value: Option<&Value>| value == Some(&Value::Wide);
    let top = state.stack.len();
    let second_is_wide = top >= 2 && is_wide(state.stack.get(top - 2));
    let (moved, under) = match how {
        R::Pop => return drop(state.pop()),
        R::Pop2 => {
            let count = if is_wide(state.stack.last()) { 1 } else { 2 };
            return drop(state.take(count));
        }
        R::Dup => (1, 0),
        R::Swap | R::DupX1 => (1, 1),
        R::DupX2 => (1, if second_is_wide { 1 } else { 2 }),
        R::Dup2 if is_wide(state.stack.last()) => (1, 0),
        R::Dup2 => (2, 0),
        R::Dup2X1 if is_wide(state.stack.last()) => (1, 1),
        R::Dup2X1 => (2, 1),
        R::Dup2X2 => {
            let moved = if is_wide(state.stack.last()) { 1 } else { 2 };
            let below = top.checked_sub(moved + 1).and_then(|at| state.stack.get(at));
            (moved, if is_wide(below) { 1 } else { 2 })
        }
    };
    let moved = state.take(moved);
    let under = state.take(under);
    state.stack.extend(moved.iter().cloned());
    state.stack.extend(under);
    if !matches!(how, R::Swap) {
        state.stack.extend(moved);
    }
}

fn int(state: &mut State, operation: IntOperation) {
    use IntOperation as O;
    let (right, left) = (state.pop(), state.pop());
    let (Value::Int(left), Value::Int(right)) = (left, right) else { return state.push(Value::Unknown) };
    let value = match operation {
        O::Add => Some(left.wrapping_add(right)),
        O::Subtract => Some(left.wrapping_sub(right)),
        O::Multiply => Some(left.wrapping_mul(right)),
        O::Divide => left.checked_div(right),
        O::Remainder => left.checked_rem(right),
        O::And => Some(left & right),
        O::Or => Some(left | right),
        O::Xor => Some(left ^ right),
        O::ShiftLeft => Some(left.wrapping_shl(right.cast_unsigned())),
        O::ShiftRight => Some(left.wrapping_shr(right.cast_unsigned())),
    };
    state.push(value.map_or(Value::Unknown, Value::Int));
}

fn branch(state: &mut State, comparison: Comparison, target: usize) -> Flow {
    use Comparison as C;
    let taken = match comparison {
        C::Zero(order) => match state.pop() {
            Value::Int(value) => Some(holds(order, value, 0)),
            _ => None,
        },
        C::Ints(order) => match (state.pop(), state.pop()) {
            (Value::Int(right), Value::Int(left)) => Some(holds(order, left, right)),
            _ => None,
        },
        C::Same => state.pop().same(&state.pop()),
        C::NotSame => state.pop().same(&state.pop()).map(|same| !same),
        C::Null => is_null(&state.pop()),
        C::NotNull => is_null(&state.pop()).map(|null| !null),
    };
    match taken {
        Some(true) => Flow::To(target),
        Some(false) => Flow::Next,
        None => Flow::Maybe(target),
    }
}

fn is_null(value: &Value) -> Option<bool> {
    match value {
        Value::Unknown => None,
        Value::Null => Some(true),
        _ => Some(false),
    }
}

fn holds(order: Order, left: i32, right: i32) -> bool {
    match order {
        Order::Equal => left == right,
        Order::NotEqual => left != right,
        Order::Less => left < right,
        Order::GreaterOrEqual => left >= right,
        Order::Greater => left > right,
        Order::LessOrEqual => left <= right,
    }
}

fn choose(value: &Value, switch: &Switch) -> Flow {
    match value {
        Value::Int(value) => {
            let case = switch.cases.iter().find(|(key, _)| key == value);
            Flow::To(case.map_or(switch.default, |(_, target)| *target))
        }
        _ => Flow::Any(switch.cases.iter().map(|(_, target)| *target).chain([switch.default]).collect()),
    }
}
