import CRabbitMQ
import Foundation

/// Memory for arguments that the library reads during one call.
final class Arena {
    private static let blockSize = 4096

    /// Small allocations share the first block; an allocation that does not fit has a block of its own.
    private var first: UnsafeMutableRawPointer?
    private var used = 0
    private var others: [UnsafeMutableRawPointer] = []

    deinit {
        reset()
        first?.deallocate()
    }

    /// Frees all allocations; what was handed out must not be used any more.
    func reset() {
        used = 0
        for block in others { block.deallocate() }
        others = []
    }

    private func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        // The library's types need an alignment of 8 bytes at most.
        let start = (used + 7) & ~7
        guard start + size <= Self.blockSize else {
            let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8)
            others.append(block)
            return block
        }
        let block = first ?? UnsafeMutableRawPointer.allocate(byteCount: Self.blockSize, alignment: 8)
        first = block
        used = start + size
        return block + start
    }

    private func allocate<Value>(_ count: Int, of type: Value.Type) -> UnsafeMutablePointer<Value> {
        allocate(MemoryLayout<Value>.stride * count).bindMemory(to: type, capacity: count)
    }

    func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    private func copy(_ source: UnsafeRawBufferPointer) -> amqp_bytes_t {
        guard source.count > 0 else { return amqp_bytes_t(len: 0, bytes: nil) }
        let block = allocate(source.count)
        block.copyMemory(from: source.baseAddress!, byteCount: source.count)
        return amqp_bytes_t(len: source.count, bytes: block)
    }

    func table(_ values: [String: HeaderValue]) -> amqp_table_t {
        guard !values.isEmpty else { return amqp_table_t(num_entries: 0, entries: nil) }
        let entries = allocate(values.count, of: amqp_table_entry_t.self)
        for (index, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
            (entries + index).initialize(to: amqp_table_entry_t(key: bytes(key), value: field(value)))
        }
        return amqp_table_t(num_entries: Int32(values.count), entries: entries)
    }

    private func field(_ value: HeaderValue) -> amqp_field_value_t {
        var field = amqp_field_value_t()
        switch value {
        case .string(let text):
            field.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            field.value.bytes = bytes(text)
        case .integer(let number):
            field.kind = UInt8(AMQP_FIELD_KIND_I64.rawValue)
            field.value.i64 = number
        case .boolean(let flag):
            field.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
            field.value.boolean = flag ? 1 : 0
        case .table(let values):
            field.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
            field.value.table = table(values)
        case .array(let values):
            field.kind = UInt8(AMQP_FIELD_KIND_ARRAY.rawValue)
            let entries = allocate(max(values.count, 1), of: amqp_field_value_t.self)
            for (index, value) in values.enumerated() { (entries + index).initialize(to: self.field(value)) }
            field.value.array = amqp_array_t(num_entries: Int32(values.count), entries: entries)
        }
        return field
    }
}

extension String {
    init(_ bytes: amqp_bytes_t) {
        self = String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}

extension [String: HeaderValue] {
    /// Copies a header table; a value of a kind that we neither write nor use is left out.
    ///
    /// - Parameter depth: how many more levels of nested lists and tables are read; ours and the broker's have three.
    init(_ table: amqp_table_t, depth: Int = 8) {
        self = [:]
        for index in 0..<Int(table.num_entries) {
            let entry = table.entries[index]
            if let value = HeaderValue(entry.value, depth: depth) { self[String(entry.key)] = value }
        }
    }
}

extension HeaderValue {
    init?(_ field: amqp_field_value_t, depth: Int) {
        guard depth > 0 else { return nil }
        switch UInt32(field.kind) {
        case UInt32(AMQP_FIELD_KIND_UTF8.rawValue), UInt32(AMQP_FIELD_KIND_BYTES.rawValue):
            self = .string(String(field.value.bytes))
        case UInt32(AMQP_FIELD_KIND_BOOLEAN.rawValue): self = .boolean(field.value.boolean != 0)
        case UInt32(AMQP_FIELD_KIND_I8.rawValue): self = .integer(Int64(field.value.i8))
        case UInt32(AMQP_FIELD_KIND_U8.rawValue): self = .integer(Int64(field.value.u8))
        case UInt32(AMQP_FIELD_KIND_I16.rawValue): self = .integer(Int64(field.value.i16))
        case UInt32(AMQP_FIELD_KIND_U16.rawValue): self = .integer(Int64(field.value.u16))
        case UInt32(AMQP_FIELD_KIND_I32.rawValue): self = .integer(Int64(field.value.i32))
        case UInt32(AMQP_FIELD_KIND_U32.rawValue): self = .integer(Int64(field.value.u32))
        case UInt32(AMQP_FIELD_KIND_I64.rawValue): self = .integer(field.value.i64)
        case UInt32(AMQP_FIELD_KIND_U64.rawValue): self = .integer(Int64(clamping: field.value.u64))
        case UInt32(AMQP_FIELD_KIND_TIMESTAMP.rawValue): self = .integer(Int64(clamping: field.value.u64))
        case UInt32(AMQP_FIELD_KIND_TABLE.rawValue):
            self = .table([String: HeaderValue](field.value.table, depth: depth - 1))
        case UInt32(AMQP_FIELD_KIND_ARRAY.rawValue):
            let array = field.value.array
            self = .array((0..<Int(array.num_entries)).compactMap { HeaderValue(array.entries[$0], depth: depth - 1) })
        default: return nil
        }
    }
}

extension MessageProperties {
    init(_ properties: amqp_basic_properties_t) {
        func text(_ flag: Int32, _ bytes: amqp_bytes_t) -> String? {
            properties._flags & amqp_flags_t(UInt32(bitPattern: flag)) != 0 ? String(bytes) : nil
        }
        self.init(
            contentType: text(AMQP_BASIC_CONTENT_TYPE_FLAG, properties.content_type),
            messageID: text(AMQP_BASIC_MESSAGE_ID_FLAG, properties.message_id),
            type: text(AMQP_BASIC_TYPE_FLAG, properties.type), appID: text(AMQP_BASIC_APP_ID_FLAG, properties.app_id),
            userID: text(AMQP_BASIC_USER_ID_FLAG, properties.user_id))
        if properties._flags & amqp_flags_t(UInt32(bitPattern: AMQP_BASIC_TIMESTAMP_FLAG)) != 0 {
            timestamp = Date(timeIntervalSince1970: Double(properties.timestamp))
        }
        if properties._flags & amqp_flags_t(UInt32(bitPattern: AMQP_BASIC_HEADERS_FLAG)) != 0 {
            headers = [String: HeaderValue](properties.headers)
        }
    }

    /// The properties in the library's type, persistent (delivery mode 2).
    ///
    /// - Parameter user: sent as `user-id` instead of `userID`.
    func amqp(in arena: Arena, user: String) -> amqp_basic_properties_t {
        var properties = amqp_basic_properties_t()
        var flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_USER_ID_FLAG
        properties.delivery_mode = 2
        properties.user_id = arena.bytes(user)
        if let contentType {
            flags |= AMQP_BASIC_CONTENT_TYPE_FLAG
            properties.content_type = arena.bytes(contentType)
        }
        if let messageID {
            flags |= AMQP_BASIC_MESSAGE_ID_FLAG
            properties.message_id = arena.bytes(messageID)
        }
        if let type {
            flags |= AMQP_BASIC_TYPE_FLAG
            properties.type = arena.bytes(type)
        }
        if let appID {
            flags |= AMQP_BASIC_APP_ID_FLAG
            properties.app_id = arena.bytes(appID)
        }
        if let timestamp {
            flags |= AMQP_BASIC_TIMESTAMP_FLAG
            properties.timestamp = UInt64(max(0, timestamp.timeIntervalSince1970))
        }
        if !headers.isEmpty {
            flags |= AMQP_BASIC_HEADERS_FLAG
            properties.headers = arena.table(headers)
        }
        properties._flags = amqp_flags_t(UInt32(bitPattern: flags))
        return properties
    }
}
