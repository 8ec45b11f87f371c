import CPoppler
import Foundation
import Renditions

/// A PDF file as cairo writes it, page by page.
enum CairoDocument {
    /// - Parameter draw: takes the surface, whose size is that of the page to come, and what is drawn with.
    /// - Throws: what `draw` throws; `.broken` where cairo cannot write it.
    static func made(
        _ draw: (_ surface: OpaquePointer?, _ context: OpaquePointer?) throws(FaultFound) -> Void
    ) throws(FaultFound) -> Data {
        let output = Held(Data())
        let surface = cairo_pdf_surface_create_for_stream(
            { closure, bytes, count in
                guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<Held>.fromOpaque(closure).takeUnretainedValue().take(bytes, Int(count))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(output).toOpaque(), 595, 842)
        let context = cairo_create(surface)
        var fault: FaultFound?
        do throws(FaultFound) { try draw(surface, context) } catch { fault = error }
        cairo_destroy(context)
        cairo_surface_finish(surface)
        let status = cairo_surface_status(surface)
        cairo_surface_destroy(surface)
        if let fault { throw fault }
        guard status == CAIRO_STATUS_SUCCESS else { throw FaultFound(.broken) }
        return output.data
    }
}
